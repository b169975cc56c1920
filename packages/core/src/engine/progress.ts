/** How far something has followed the log, and who waits for it to come further. */
import * as Effect from "effect/Effect"

export class Progress {
  /** Of the last event that readers are shown. */
  position = 0
  /** The instant of that event, ms since the epoch. */
  at = 0
  /** Readers, and the positions they wait for. */
  private readonly waiting = new Map<() => void, number>()
  private readonly listening = new Set<() => void>()

  advance(position: number, at: number): void {
    this.position = position
    this.at = at
    for (const [wake, wanted] of [...this.waiting]) if (wanted <= position) wake()
  }

  /** Completes once the position is reached. */
  reached(wanted: number): Effect.Effect<void> {
    return Effect.suspend(() =>
      this.position >= wanted
        ? Effect.void
        : Effect.callback<void>((resume) => {
            const wake = (): void => {
              this.waiting.delete(wake)
              resume(Effect.void)
            }
            this.waiting.set(wake, wanted)
            for (const tell of [...this.listening]) tell()
            return Effect.sync(() => this.waiting.delete(wake))
          })
    )
  }

  /** Whether somebody waits for a position up to this one. */
  isAwaited(position: number): boolean {
    for (const wanted of this.waiting.values()) if (wanted <= position) return true
    return false
  }

  /** Completes when the next reader begins to wait. */
  readonly nextReader: Effect.Effect<void> = Effect.callback<void>((resume) => {
    const tell = (): void => {
      this.listening.delete(tell)
      resume(Effect.void)
    }
    this.listening.add(tell)
    return Effect.sync(() => this.listening.delete(tell))
  })
}
