/** The end of every `switch` on a tag: does not compile while a case is missing, and names it should one ever arrive. */
export const unreachable = (value: never): never => {
  throw new Error(`not a known case: ${JSON.stringify(value)}`)
}
