/** Lengths of time in whole milliseconds, rounded to the nearest. */

export const wholeMs = (ms: number): number => Math.floor(ms + 0.5)

export const msOf = (seconds: number): number => wholeMs(seconds * 1_000)
