/** Records of figures that add up field by field: what is counted of two intervals that touch is the sum of both. */
type Figured<Name extends string> = { readonly [N in Name]: number }
type Some<Name extends string> = { readonly [N in Name]?: number }

export interface Summing<Name extends string> {
  readonly names: ReadonlyArray<Name>
  readonly add: (a: Figured<Name>, b: Some<Name>) => Figured<Name>
  readonly subtract: (a: Figured<Name>, b: Some<Name>) => Figured<Name>
}

/** `none`: the record with a 0 for every figure; its fields are all that there are. O(figures) for a copy. */
export function summing<Name extends string>(none: Figured<Name>): Summing<Name> {
  const isName = (name: string): name is Name => name in none
  const combined = (a: Figured<Name>, b: Some<Name>, sign: 1 | -1): Figured<Name> => {
    const sum: { [N in Name]: number } = { ...a }
    for (const name in b) {
      const more = b[name]
      if (more !== undefined) sum[name] += sign * more
    }
    return sum
  }
  return {
    names: Object.keys(none).filter(isName),
    add: (a, b) => combined(a, b, 1),
    subtract: (a, b) => combined(a, b, -1)
  }
}
