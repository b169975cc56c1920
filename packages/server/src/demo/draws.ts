/** Seeded draws for the demonstration: a fraction that follows from its name. */

/** A fraction in [0, 1) for a name. */
export type Draw = (name: string) => number

/** Source: Fowler, Noll, Vo (FNV-1a, 32 bits), finished by the mixer of MurmurHash3. */
export const drawsOf =
  (seed: string): Draw =>
  (name) => {
    let hash = 0x811c9dc5
    for (const letter of `${seed}/${name}`) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193)
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
    return ((hash ^ (hash >>> 16)) >>> 0) / 0x1_0000_0000
  }

/** One of several, each as likely. */
export const pick = <A>(draw: Draw, name: string, items: readonly [A, ...ReadonlyArray<A>]): A =>
  items[Math.floor(draw(name) * items.length)] ?? items[0]
