/** The variables column of a list file, in every spelling that is in use. */

export interface Variable {
  readonly name: string
  readonly value: string
}

/**
 * `"a":"x","b":"y"`; the older `a=x:b=y`; and `"a":"x,"b":"y"`, as the documents themselves have it. Spaces around signs
 * are ignored; of a repeated name the last holds. Null when it is none of them. The names keep their order.
 */
export function readVariables(text: string): ReadonlyArray<Variable> | null {
  const trimmed = text.trim()
  if (trimmed === "") return []
  const read = trimmed.startsWith('"') ? readQuoted(trimmed) : readPlain(trimmed)
  if (read === null) return null
  const last = new Map<string, string>()
  for (const { name, value } of read) last.set(name, value)
  return [...last].map(([name, value]) => ({ name, value }))
}

/** Between a value and the next name: its closing quote may be missing. */
const NEXT = /"?\s*,\s*"([^"]*)"\s*:\s*"/g
const FIRST = /^"([^"]*)"\s*:\s*"/

function readQuoted(text: string): ReadonlyArray<Variable> | null {
  const first = FIRST.exec(text)
  if (first === null) return null
  const variables: Array<Variable> = []
  let name = first[1] ?? ""
  let from = first[0].length
  for (const next of text.matchAll(NEXT)) {
    // A match within the value of a name read already begins before `from`.
    if (next.index < from) continue
    variables.push({ name: name.trim(), value: text.slice(from, next.index) })
    name = next[1] ?? ""
    from = next.index + next[0].length
  }
  const rest = text.slice(from)
  variables.push({ name: name.trim(), value: rest.replace(/"\s*,?\s*$/, "") })
  return variables.every((one) => one.name !== "") ? variables : null
}

function readPlain(text: string): ReadonlyArray<Variable> | null {
  const variables: Array<Variable> = []
  for (const pair of text.split(":")) {
    if (pair.trim() === "") continue
    const sign = pair.indexOf("=")
    const last = variables[variables.length - 1]
    if (sign >= 0) variables.push({ name: pair.slice(0, sign).trim(), value: pair.slice(sign + 1).trim() })
    // A colon within a value, as in a time or an address of the web.
    else if (last !== undefined) variables[variables.length - 1] = { ...last, value: `${last.value}:${pair.trimEnd()}` }
    else return null
  }
  return variables.every((one) => one.name !== "") ? variables : null
}
