/** A promise of the vault on a store that keeps content outside the process: an attachment does not lie in memory. */
import { deepEqual, ok } from "node:assert/strict"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { Vault } from "@parley/core/engine"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { type ContractCase, freshCentre } from "./contract-case.ts"

const MIB = 1_048_576
const ATTACHMENT_MIB = 100
/** What an attachment may cost beside what was held before it: a few chunks, the driver's buffers. */
const HELD_MAX_BYTES = 8 * MIB
const LOOKS = 10

/** What is reachable, buffers included. */
function heldBytes(): number {
  setFlagsFromString("--expose-gc")
  const collect: unknown = runInNewContext("gc")
  // Buffers that were let go are freed by the round after.
  for (const _ of [1, 2]) if (typeof collect === "function") collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

/** The most that is held, looked at now and then while a stream goes by. */
function gauge() {
  const before = heldBytes()
  const every = (ATTACHMENT_MIB * MIB) / LOOKS
  let [seen, next, most] = [0, every, 0]
  const watch = (piece: Uint8Array): void => {
    seen += piece.length
    if (seen < next) return
    next += every
    most = Math.max(most, heldBytes() - before)
  }
  return { watch, seen: () => seen, most: () => most }
}

export const flatStreams: ContractCase<Vault> = {
  title: `an attachment of ${ATTACHMENT_MIB} MiB goes in and out with no more in memory than a few chunks`,
  check: Effect.gen(function* () {
    const [vault, centre] = [yield* Vault, freshCentre()]
    const small = yield* vault.put(centre, { mediaType: "text/plain", bytes: Uint8Array.of(1) })
    yield* vault.get(centre, small)
    const written = gauge()
    const pieces = Stream.range(1, ATTACHMENT_MIB, 1).pipe(
      Stream.map((n) => new Uint8Array(MIB).fill(n)),
      Stream.tap((piece) => Effect.sync(() => written.watch(piece)))
    )
    const id = yield* vault.putStream(centre, { mediaType: "video/mp4", bytes: pieces })
    const read = gauge()
    let wrong = 0
    const stored = yield* vault.getStream(centre, id)
    yield* Stream.runForEach(stored?.bytes ?? Stream.empty, (piece) =>
      Effect.sync(() => {
        const expected = 1 + Math.floor(read.seen() / MIB)
        if (!Buffer.alloc(piece.length, expected).equals(piece)) wrong += 1
        read.watch(piece)
      })
    )
    const all = ATTACHMENT_MIB * MIB
    deepEqual([stored?.size, wrong, written.seen(), read.seen()], [all, 0, all, all])
    for (const most of [written.most(), read.most()])
      ok(most < HELD_MAX_BYTES, `${(most / MIB).toFixed(1)} MiB are held at once`)
  })
}
