// The docstrings of the core's schemas, read from their sources: of each exported constant, and of the fields that stand
// in it or in the records spread into it.
import { readdirSync, readFileSync } from "node:fs"
import { basename, dirname, join } from "node:path"

const DOC = String.raw`/\*\*((?:(?!\*/)[\s\S])*)\*/\n(?:// .*\n)*`
const CONSTANT = new RegExp(String.raw`^(?:${DOC})?(export )?const (\w+)(?::[^=\n]+)? = `, "gm")
const FIELD = new RegExp(String.raw`^ {2}(?:${DOC.replace("\\n", "\\n *")})?(?:(\w+):|\.\.\.(\w+)\b(?!\())`, "gm")
/** The record that a constant is of: what stands between the braces, or the name of another constant. */
const RECORD = /^(?:[^{}\n]*?[({]\s*)?(?:"\w+",\s*)?(?:\{\n([\s\S]*?)^\}|(\w+)\))/m

/** One line, without the stars. */
const said = (doc) =>
  doc === undefined
    ? ""
    : doc
        .split("\n")
        .map((line) => line.replace(/^\s*\*? ?/, "").trim())
        .filter((line) => line !== "")
        .join(" ")

/** By the name of a constant: its docstring, those of its own fields, and the constants it takes fields from. */
function readSource(text) {
  const constants = new Map()
  const found = [...text.matchAll(CONSTANT)]
  for (const [index, match] of found.entries()) {
    const body = text.slice(match.index + match[0].length, found[index + 1]?.index ?? text.length)
    const [, record, other] = RECORD.exec(body) ?? []
    const fields = new Map()
    const taken = other === undefined ? [] : [other]
    for (const [, doc, field, spread] of (record ?? "").matchAll(FIELD))
      if (spread !== undefined) taken.push(spread)
      else if (doc !== undefined) fields.set(field, said(doc))
    const [value = ""] = body.split("\n")
    constants.set(match[3], {
      value: value.trim(),
      doc: said(match[1]),
      isExported: match[2] !== undefined,
      fields,
      taken
    })
  }
  return constants
}

/** All sources of a folder and those below, tests aside, in one order. */
const sourcesIn = (folder) =>
  readdirSync(folder, { recursive: true })
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".spec.ts"))
    .sort()
    .map((path) => join(folder, path))

/** The limits of a source: name, number and what it is of. One right below another without words shares that one's. */
function limitsIn(room, constants) {
  const limits = []
  let above = ""
  for (const [name, { doc, isExported, value }] of constants) {
    const isLimit = isExported && name.endsWith("_MAX") && /^[\d_]+$/.test(value)
    above = doc === "" && isLimit ? above : doc
    if (isLimit) limits.push({ room, name, number: Number(value.replaceAll("_", "")), doc: above })
  }
  return limits
}

/** Rejections that say this limit, as the sources make them. */
const REFUSED = /_tag: "(\w+)"[^}]*\blimit: (?:[A-Z_\d]+ \* )?(\w+_MAX)\b/g

/** By the name of a limit the rejections in which it is. */
function refusedIn(texts) {
  const refused = new Map()
  for (const text of texts)
    for (const [, tag, name] of text.matchAll(REFUSED)) refused.set(name, (refused.get(name) ?? new Set()).add(tag))
  return refused
}

/** `limits()`: every exported `…_MAX` that is a number; `of(name)`: the docstring of a constant that is exported once; `field(name, field)`: of one of its fields. */
export function readDocs(folder) {
  const paths = sourcesIn(folder)
  const texts = paths.map((path) => readFileSync(path, "utf8"))
  const files = texts.map(readSource)
  const refused = refusedIn(texts)
  const where = (name) => files.find((constants) => constants.get(name)?.isExported === true)
  const fieldIn = (constants, name, field, seen = new Set()) => {
    const constant = constants?.get(name)
    if (constant === undefined || seen.has(name)) return ""
    seen.add(name)
    const own = constant.fields.get(field)
    if (own !== undefined) return own
    for (const other of constant.taken) {
      const taken = fieldIn(constants, other, field, seen)
      if (taken !== "") return taken
    }
    return ""
  }
  /** Of a change the notes of what it changes: `SettingsChange` of `Settings`. */
  const noteOf = (name, field) => {
    const own = fieldIn(where(name), name, field)
    return own === "" && name.endsWith("Change") ? fieldIn(where(name.slice(0, -6)), name.slice(0, -6), field) : own
  }
  return {
    limits: () =>
      files
        .flatMap((constants, index) => limitsIn(basename(dirname(paths[index])), constants))
        .map((limit) => ({
          ...limit,
          rejections: [...(refused.get(limit.name) ?? [])].sort((a, b) => (a < b ? -1 : 1))
        })),
    of: (name) => where(name)?.get(name)?.doc ?? "",
    field: noteOf
  }
}
