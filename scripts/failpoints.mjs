// Prints every failpoint: its name, and before or after what it stands.
import { failpoints } from "../packages/testkit/src/durability/failpoints.ts"

const width = Math.max(...failpoints.map(({ name }) => name.length))
for (const { name, side, leaves } of failpoints) console.log(`${name.padEnd(width)}  ${side.padEnd(6)}  ${leaves}`)
console.log(`\n${failpoints.length} failpoints`)
