/** A process that starts a centre and prints how long it took to its first answer (ms). Arguments: address, last instant. */
import * as Effect from "effect/Effect"
import { anyCommand, onCentre } from "./restart-centre.ts"

const [url = "", lastAt = ""] = process.argv.slice(2)
const began = performance.now()
await onCentre({ url, lastAt: Number(lastAt) }, (acme) =>
  Effect.gen(function* () {
    const sent = yield* acme.send(anyCommand(`-${process.pid}`))
    if (!sent.ok) throw new Error(JSON.stringify(sent.rejection))
    const ms = performance.now() - began
    yield* Effect.promise(() => new Promise<void>((done) => process.stdout.write(`${ms}\n`, () => done())))
    // A clean end would write a snapshot; here only the start counts.
    process.exit(0)
  })
)
