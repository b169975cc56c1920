/** Figures as people read them. A figure that does not exist is a dash. */

const NONE = "–"
const percent = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 })
const whole = new Intl.NumberFormat("en")

/** @param {number | null} ratio */
export const ratio = (ratio) => (ratio === null ? NONE : percent.format(ratio))

/** @param {number} count */
export const count = (count) => whole.format(count)

/**
 * A time that passes, to the second: 0:07, 12:40, 3:05:00.
 * @param {number} ms
 */
export function span(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1_000))
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0")
  const [h, m, s] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60]
  if (h >= 48) return `${Math.floor(h / 24)} d`
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`
}

/**
 * A mean, to a tenth of a second while it is short.
 * @param {number | null} ms
 */
export function mean(ms) {
  if (ms === null) return NONE
  return ms < 60_000 ? `${(ms / 1_000).toFixed(1)} s` : span(ms)
}

/** @param {number} at */
export const clock = (at) =>
  new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" })
