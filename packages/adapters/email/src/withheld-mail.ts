/** A mail as a stream that keeps back its last bytes until they may leave. */
import { Readable } from "node:stream"

/** Bytes handed over at a time. Source: our choice, a few packets. */
const CHUNK_BYTES = 64 * 1024

/** Where a mail is on its way out. `released`: the last bytes, and with them the final dot, may be on the wire. */
export type Passage = "withheld" | "asking" | "released" | "stopped"

/**
 * Yields a mail in chunks and its last byte only after `mayLeave` resolved. The end of the stream makes the final dot, so nothing can
 * be accepted before. When `mayLeave` rejects, or `stop` came first, the stream is destroyed and the last byte never leaves.
 */
export class WithheldMail extends Readable {
  readonly #raw: Buffer
  readonly #mayLeave: () => Promise<void>
  #offset = 0
  #passage: Passage = "withheld"
  /** Settles when `mayLeave` has, at once when it was never asked. Never rejects. */
  settled: Promise<void> = Promise.resolve()

  constructor(raw: Uint8Array, mayLeave: () => Promise<void>) {
    super({ highWaterMark: CHUNK_BYTES })
    this.#raw = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
    this.#mayLeave = mayLeave
  }

  get passage(): Passage {
    return this.#passage
  }

  /** Keeps the last byte for good, unless it is on its way. */
  stop(): void {
    if (this.#passage !== "released") this.#passage = "stopped"
    this.destroy()
  }

  override _read(): void {
    const last = this.#raw.length - 1
    if (this.#offset < last) {
      const end = Math.min(last, this.#offset + CHUNK_BYTES)
      const chunk = this.#raw.subarray(this.#offset, end)
      this.#offset = end
      this.push(chunk)
    } else if (this.#passage === "withheld") {
      this.#passage = "asking"
      this.settled = this.#ask()
    }
  }

  async #ask(): Promise<void> {
    try {
      await this.#mayLeave()
    } catch {
      this.#passage = "stopped"
      this.destroy(new Error("withheld"))
      return
    }
    // Also when the connection went while the answer was awaited: what is stopped is never released.
    if (this.#passage !== "asking" || this.destroyed) return
    this.#passage = "released"
    this.push(this.#raw.subarray(this.#offset))
    this.push(null)
  }
}
