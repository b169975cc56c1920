/** Records of figures that add up field by field: what is counted of two intervals that touch is the sum of both. */
export type Figured<S> = { readonly [Name in keyof S]: number }

export interface Summing<S> {
  readonly names: ReadonlyArray<Extract<keyof S, string>>
  readonly add: (a: S, b: Partial<S>) => S
  readonly subtract: (a: S, b: Partial<S>) => S
}

/** `none`: the record with a 0 for every figure; its fields are all that there are. */
export function summing<S extends Figured<S>>(none: S): Summing<S> {
  const isName = (name: string): name is Extract<keyof S, string> => name in none
  const names = Object.keys(none).filter(isName)
  const combined = (a: S, b: Partial<Figured<S>>, sign: 1 | -1): S => {
    const sum: { -readonly [Name in keyof S]: number } = { ...a }
    for (const name of names) {
      const more = b[name]
      if (more !== undefined) sum[name] += sign * more
    }
    return { ...a, ...sum }
  }
  return { names, add: (a, b) => combined(a, b, 1), subtract: (a, b) => combined(a, b, -1) }
}
