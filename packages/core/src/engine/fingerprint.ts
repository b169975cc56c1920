/** What tells a repeated command from another one under the same id. */
import { drawBelow } from "../kernel/draw.ts"

const BITS_53 = 0x20_0000_0000_0000

/** JSON with the keys of every object in order: the same value gives the same text. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null"
  const entries = Object.entries(value).filter(([, field]) => field !== undefined)
  entries.sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`).join(",")}}`
}

/** 53 bits over the canonical form: to notice a mistake, not an attack. */
export const fingerprintOf = (command: unknown): string =>
  drawBelow({ seed: "", name: canonical(command), purpose: "fingerprint", n: 0 }, BITS_53).toString(36)
