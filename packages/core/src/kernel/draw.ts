/**
 * Seeded draws: a fraction or a whole number that follows from its name alone, so that the same history draws the same
 * numbers on every machine, and a draw can be explained afterwards.
 *
 * HalfSipHash-1-3 with 64 bits out, over the UTF-16 code units of the strings, each preceded by its length; 32-bit
 * integer arithmetic throughout. The key is fixed: what is secret or not is the seed's affair.
 *
 * Source: Aumasson and Bernstein, "SipHash: a fast short-input PRF" (2012), and the authors' reference HalfSipHash.
 */

/** What names one draw. Draws of one name are equal; draws whose names differ in anything are independent. */
export interface DrawName {
  /** The centre's seed. */
  readonly seed: string
  /** What is drawn for: an id. */
  readonly name: string
  /** Which rule draws. */
  readonly purpose: string
  /** The number of the draw among those of this name: a whole number from 0 to 2^53 - 1. */
  readonly n: number
}

const two21 = 0x20_0000
const two32 = 0x1_0000_0000
const two53 = 0x20_0000_0000_0000

/** A fraction in [0, 1), a multiple of 2^-53. O(length of the name). */
export const drawFraction = (draw: DrawName): number => draw53(draw, 0) / two53

/**
 * A whole number in [0, bound), each as likely as any other; `bound` is a whole number from 1 to 2^53, anything else is
 * a defect. It comes from the same bits as the fraction of that name: do not use both.
 */
export const drawBelow = (draw: DrawName, bound: number): number => {
  if (!(bound >= 1 && bound <= two53 && Math.floor(bound) === bound)) throw new RangeError(`drawBelow: bound ${bound}`)
  // The whole numbers below `fair` fall evenly on the remainders; what lies above is drawn again.
  const fair = two53 - (two53 % bound)
  for (let attempt = 0; ; attempt++) {
    const whole = draw53(draw, attempt)
    if (whole < fair) return whole % bound
  }
}

/** A whole number below 2^53. */
const draw53 = (draw: DrawName, attempt: number): number => {
  const sip = new HalfSip()
  sip.text(draw.seed)
  sip.text(draw.name)
  sip.text(draw.purpose)
  sip.word(draw.n | 0)
  sip.word((draw.n / two32) | 0)
  sip.word(attempt)
  return sip.finish()
}

class HalfSip {
  private v0 = 0x70617263
  private v1 = 0x6c657964 ^ 0xee
  private v2 = 0x6c796765 ^ 0x70617263
  private v3 = 0x74656462 ^ 0x6c657964

  text(text: string): void {
    const length = text.length
    this.word(length)
    let i = 1
    for (; i < length; i += 2) this.word(text.charCodeAt(i - 1) | (text.charCodeAt(i) << 16))
    if (i === length) this.word(text.charCodeAt(i - 1))
  }

  word(word: number): void {
    this.v3 ^= word
    this.round()
    this.v0 ^= word
  }

  finish(): number {
    this.v2 ^= 0xee
    this.round()
    this.round()
    this.round()
    const high = this.v1 ^ this.v3
    this.v1 ^= 0xdd
    this.round()
    this.round()
    this.round()
    const low = this.v1 ^ this.v3
    return (high >>> 0) * two21 + (low >>> 11)
  }

  private round(): void {
    let { v0, v1, v2, v3 } = this
    v0 = (v0 + v1) | 0
    v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0
    v0 = (v0 << 16) | (v0 >>> 16)
    v2 = (v2 + v3) | 0
    v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2
    v0 = (v0 + v3) | 0
    v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0
    v2 = (v2 + v1) | 0
    v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2
    v2 = (v2 << 16) | (v2 >>> 16)
    this.v0 = v0
    this.v1 = v1
    this.v2 = v2
    this.v3 = v3
  }
}
