/** Which statements are prepared, and under what names. */

/** Named statements in one process. Every connection of every server keeps the plan of each. */
export const PREPARED_STATEMENTS_MAX = 256

/** Bytes of a name that Postgres tells apart. Source: PostgreSQL, NAMEDATALEN − 1. */
export const STATEMENT_NAME_BYTES_MAX = 63

/** The names of one client's hot statements. A text has one name and a name one text. */
export interface PreparedStatements {
  /** Throws where a name is too long, taken by another text, or one too many: names are constants of the code. */
  readonly register: (name: string, text: string) => void
  readonly nameOf: (text: string) => string | undefined
}

/** An empty register. */
export function preparedStatements(): PreparedStatements {
  const texts = new Map<string, string>()
  const names = new Map<string, string>()
  const admit = (name: string, text: string): void => {
    if (texts.has(name)) throw new Error(`the name ${name} belongs to another prepared statement`)
    if (texts.size >= PREPARED_STATEMENTS_MAX) throw new Error(`over ${PREPARED_STATEMENTS_MAX} prepared statements`)
    if (Buffer.byteLength(name) > STATEMENT_NAME_BYTES_MAX) throw new Error(`the statement name ${name} is too long`)
    texts.set(name, text)
    names.set(text, name)
  }
  return {
    register: (name, text) => {
      if (texts.get(name) !== text) admit(name, text)
    },
    nameOf: (text) => names.get(text)
  }
}
