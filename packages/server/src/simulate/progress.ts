/** How far a long run is, on one line that is written over. Nothing is shown of a short one. */

const SHOWN_AFTER_MS = 1_000
const SHOWN_EVERY_MS = 250

export function progressOn(status: ((line: string) => void) | null): { readonly progress?: (done: number) => void } {
  if (status === null) return {}
  const began = performance.now()
  let shown = began + SHOWN_AFTER_MS - SHOWN_EVERY_MS
  let isShown = false
  return {
    progress: (done) => {
      const now = performance.now()
      if (done === 1) {
        if (isShown) status("")
        return
      }
      if (now - shown < SHOWN_EVERY_MS) return
      shown = now
      isShown = true
      const left = done > 0 ? Math.ceil(((now - began) * (1 - done)) / done / 1_000) : null
      status(`simulating: ${Math.floor(done * 100)} %${left === null ? "" : `, ${left} s left`}`)
    }
  }
}
