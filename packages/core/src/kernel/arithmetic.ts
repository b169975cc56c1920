/**
 * Logarithm, exponential and power from + − × ÷ alone, so that every engine computes the same bits: the language leaves
 * the accuracy of `Math.log`, `Math.exp` and `**` to the engine.
 */

const sqrt2 = 1.4142135623730951
const two32 = 4_294_967_296
const perTwo32 = 1 / two32

/** ln 2 in two parts; the first has 21 trailing zero bits, so that its product with any exponent of two is exact. */
const ln2High = 0.6931471803691238
const ln2Low = 1.9082149292705877e-10

/** Terms of the series below; the first one left out is under 2^-57 of the sum. */
const lnTerms = 11
const expTerms = 14

/**
 * The natural logarithm of a finite `x` > 0, else a defect. Relative error below 2^-50.
 *
 * x = 2^k f with f between the roots of ½ and 2; ln f = 2 (s + s³/3 + s⁵/5 + …) with s = (f − 1) / (f + 1).
 * Source: Abramowitz and Stegun, "Handbook of Mathematical Functions" (1964), 4.1.27.
 */
export const ln = (x: number): number => {
  if (!(x > 0 && x < Infinity)) throw new RangeError(`ln: ${x} is not a finite number above 0`)
  let fraction = x
  let exponent = 0
  for (; fraction >= two32; exponent += 32) fraction *= perTwo32
  for (; fraction < perTwo32; exponent -= 32) fraction *= two32
  for (; fraction >= sqrt2; exponent++) fraction *= 0.5
  for (; fraction < sqrt2 / 2; exponent--) fraction *= 2
  const s = (fraction - 1) / (fraction + 1)
  const square = s * s
  let sum = 0
  for (let term = lnTerms; term > 0; term--) sum = (sum + 1 / (2 * term + 1)) * square
  return exponent * ln2High + (exponent * ln2Low + 2 * (s + s * sum))
}

/**
 * e to the power of `x`; Infinity above 709.78, 0 below −745.2, NaN of NaN. Relative error below 2^-50 where the result
 * is above 2.3e-308.
 *
 * x = k ln 2 + r with r at most ½ ln 2 either way; e^r = 1 + r + r²/2! + …
 * Source: Abramowitz and Stegun (1964), 4.2.1.
 */
export const exp = (x: number): number => {
  if (x > 709.782712893384) return Infinity
  if (x < -745.2) return 0
  let exponent = Math.floor(x / (ln2High + ln2Low) + 0.5)
  const rest = x - exponent * ln2High - exponent * ln2Low
  let sum = 1
  for (let term = expTerms; term > 1; term--) sum = 1 + (sum * rest) / term
  let result = 1 + rest * sum
  for (; exponent >= 32; exponent -= 32) result *= two32
  for (; exponent <= -32; exponent += 32) result *= perTwo32
  for (; exponent > 0; exponent--) result *= 2
  for (; exponent < 0; exponent++) result *= 0.5
  return result
}

/**
 * `base` to the power of `exponent`, for a base in (0, 1] and a finite exponent not below 0; else a defect. In [0, 1].
 * Exact for exponents 0 and 1. Relative error below (1 + |exponent · ln base|) · 2^-51: under 1e-14 where the result is
 * above 1e-9.
 */
export const power = (base: number, exponent: number): number => {
  if (!(base > 0 && base <= 1)) throw new RangeError(`power: base ${base} is not in (0, 1]`)
  if (!(exponent >= 0 && exponent < Infinity))
    throw new RangeError(`power: exponent ${exponent} is below 0 or not finite`)
  if (exponent === 1) return base
  return exp(exponent * ln(base))
}
