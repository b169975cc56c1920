/** How effect/sql's fragments are written for Postgres. */
import * as Statement from "effect/sql/Statement"

/** The compiler of both drivers: `$1` placeholders, names in double quotes. */
export const postgresCompiler: Statement.Compiler = Statement.makeCompiler({
  dialect: "pg",
  placeholder: (index) => `$${index}`,
  onIdentifier: Statement.defaultEscape('"'),
  onRecordUpdate: (placeholders, alias, columns, values, returning) => {
    const updates = `(VALUES ${placeholders}) AS ${alias}${columns}`
    return returning === undefined
      ? [updates, values.flat()]
      : [`${updates} RETURNING ${returning[0]}`, [...values.flat(), ...returning[1]]]
  },
  onCustom: (segment) => {
    throw new Error(`no fragment of the kind ${segment.kind} is known here`)
  }
})
