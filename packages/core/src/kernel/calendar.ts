/** Days of the proleptic Gregorian calendar by their number since 1970-01-01. */

/** Source: H. Hinnant, "chrono-compatible low-level date algorithms", days_from_civil. */
export function dayNumber(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const ofEra = y - era * 400
  const ofYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468
}

/** The number of a date `YYYY-MM-DD`; of one that is in no calendar the number of some other. */
export const dayNumberOf = (date: string): number =>
  dayNumber(Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8)))

/** A day as `YYYY-MM-DD`. Source: the same, civil_from_days. */
export function dateOf(day: number): string {
  const z = day + 719_468
  const era = Math.floor(z / 146_097)
  const ofEra = z - era * 146_097
  const year = Math.floor(
    (ofEra - Math.floor(ofEra / 1_460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365
  )
  const ofYear = ofEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100))
  const shifted = Math.floor((5 * ofYear + 2) / 153)
  const date = ofYear - Math.floor((153 * shifted + 2) / 5) + 1
  const month = shifted < 10 ? shifted + 3 : shifted - 9
  const two = (value: number): string => String(value).padStart(2, "0")
  return `${String(year + era * 400 + (month <= 2 ? 1 : 0)).padStart(4, "0")}-${two(month)}-${two(date)}`
}

/** Whether a text `YYYY-MM-DD` is a day of the calendar. */
export const isDate = (date: string): boolean => dateOf(dayNumberOf(date)) === date
