// What a field may hold, in words: read from the syntax tree of its schema. A type that the core exports goes by its name.

const shapeOf = (ast) => ast.propertySignatures ?? ast.types ?? ast.checks

/** Whether it is a command, an event or a rejection, or a union of them: those have sections of their own. */
const isTagged = (ast) =>
  ast._tag === "Union"
    ? ast.types.every(isTagged)
    : (ast.propertySignatures?.some(({ name }) => name === "_tag") ?? false)

const isPlain = (docs, name) => (docs.of(name) === "" ? 1 : 0)

/** Names of types by what they are made of. A name given twice is told apart by its room. */
export class TypeNames {
  #names = new Map()
  #used = new Map()
  #taken = new Set()

  /** `rooms`: what each exports, by room. Of several names of one type that which has a docstring is its own. */
  constructor(rooms, docs) {
    for (const [room, exports] of rooms)
      for (const [name, value] of Object.entries(exports).sort(([a], [b]) => isPlain(docs, a) - isPlain(docs, b))) {
        const ast = value?.ast
        const shape = ast === undefined || isTagged(ast) ? undefined : shapeOf(ast)
        if (shape === undefined || this.#names.has(shape)) continue
        const unique = this.#taken.has(name) ? `${room}.${name}` : name
        this.#taken.add(unique)
        this.#names.set(shape, { unique, name, ast })
      }
  }

  /** The name of a type; undefined when it has none. */
  of(ast) {
    const shape = shapeOf(ast)
    const named = shape === undefined ? undefined : this.#names.get(shape)
    if (named !== undefined) this.#used.set(named.unique, named)
    return named?.unique
  }

  /** Those that were asked for, and those that these are made of, by name. */
  used() {
    for (let before = -1; before !== this.#used.size;) {
      before = this.#used.size
      for (const { ast } of [...this.#used.values()]) rowsOf(this, ast)
    }
    return [...this.#used.values()].sort((a, b) => (a.unique < b.unique ? -1 : 1))
  }
}

const isOptional = (ast) => ast.context?.isOptional === true

const constraints = (ast) =>
  (ast.checks ?? []).flatMap(({ annotations }) => {
    const { id = "", payload = {} } = annotations?.representation ?? {}
    return [{ id: id.split("/").at(-1), payload, expected: annotations?.expected ?? "" }]
  })

const count = (value) => String(value).replaceAll(/\B(?=(\d{3})+(?!\d))/g, ",")

/** `1 to 500`, `at most 100`; empty for no bound. */
function sizes(ast) {
  for (const { id, payload } of constraints(ast)) {
    if (id === "isMaxProperties") return `at most ${count(payload.maxProperties)}`
    if (id === "isMaxLength") return `at most ${count(payload.maxLength)}`
    if (id === "isMinLength") return `at least ${count(payload.minLength)}`
    if (id === "isLengthBetween" || id === "isBetweenLength")
      return `${count(payload.minimum ?? payload.minLength)} to ${count(payload.maximum ?? payload.maxLength)}`
  }
  return ""
}

function textIn(ast) {
  const pattern = constraints(ast).find(({ id }) => id === "isPattern")
  const most = sizes(ast)
  const what = pattern === undefined ? "text" : patternIn(pattern)
  return most === "" ? what : `${what}, ${most} characters`
}

const patternIn = ({ expected, payload }) =>
  expected === "" || expected.startsWith("a string matching") ? `text like \`${payload.source}\`` : expected

function numberIn(ast) {
  const known = constraints(ast)
  const between = known.find(({ id }) => id === "isBetween")
  const what = known.some(({ id }) => id === "isInt") ? "whole number" : "number"
  if (between === undefined) return what
  const { minimum, maximum } = between.payload
  if (maximum >= Number.MAX_SAFE_INTEGER) return `${what}, ${count(minimum)} or more`
  return `${what}, ${count(minimum)} to ${count(maximum)}`
}

/** The type in words; `own`: not by its name. */
export function typeOf(names, ast, own = false) {
  const name = own ? undefined : names.of(ast)
  if (name !== undefined) return `[\`${name}\`](#${anchorOf(name)})`
  switch (ast._tag) {
    case "Literal":
      return `\`${JSON.stringify(ast.literal)}\``
    case "Null":
      return "`null`"
    case "Boolean":
      return "boolean"
    case "String":
      return textIn(ast)
    case "Number":
      return numberIn(ast)
    case "Union":
      return oneOf(ast.types.map((type) => typeOf(names, type)))
    case "Arrays": {
      const most = sizes(ast)
      return `list of ${most === "" ? "" : `${most} `}${typeOf(names, ast.rest[0] ?? ast.elements[0])}`
    }
    case "Objects":
      return objectIn(names, ast)
    default:
      throw new Error(`no words for a type of the kind ${ast._tag}`)
  }
}

const oneOf = (types) => (types.length < 2 ? types.join("") : `${types.slice(0, -1).join(", ")} or ${types.at(-1)}`)

function objectIn(names, ast) {
  const { propertySignatures, indexSignatures } = ast
  const [index] = indexSignatures
  if (index !== undefined) {
    const most = sizes(ast)
    return `map of ${most === "" ? "" : `${most} `}${typeOf(names, index.parameter)} to ${typeOf(names, index.type)}`
  }
  const fields = propertySignatures.map(
    ({ name, type }) => `${String(name)}${isOptional(type) ? "?" : ""}: ${typeOf(names, type)}`
  )
  return `{ ${fields.join(", ")} }`
}

/** The object within: itself, what a list is of, or what it is unless it is null. */
function within(names, ast) {
  if (ast._tag === "Arrays") return inside(names, ast.rest[0] ?? ast.elements[0], "[]")
  if (ast._tag !== "Union") return inside(names, ast, "")
  const [only, ...others] = ast.types.filter(({ _tag }) => _tag !== "Null")
  return only === undefined || others.length > 0 ? undefined : inside(names, only, "")
}

const inside = (names, ast, suffix) =>
  ast._tag === "Objects" && ast.indexSignatures.length === 0 && names.of(ast) === undefined
    ? { ast, suffix }
    : undefined

/** A row for each field, and below it for each of its own: `{ path, field, optional, type }`. */
export function rowsOf(names, ast, prefix = "") {
  if (ast._tag !== "Objects" || ast.indexSignatures.length > 0)
    return prefix === "" && ast._tag === "Union" ? unionRows(names, ast) : []
  return ast.propertySignatures
    .filter(({ name }) => name !== "_tag")
    .flatMap(({ name, type }) => {
      const path = `${prefix}${String(name)}`
      const inner = within(names, type)
      const row = { path, field: String(name), optional: isOptional(type), type: "" }
      if (inner === undefined) return [{ ...row, type: typeOf(names, type) }]
      const nothing = type._tag === "Union" ? " or `null`" : ""
      const size = inner.suffix === "" ? "" : sizes(type)
      const what = inner.suffix === "" ? `record${nothing}` : `list of ${size === "" ? "" : `${size} `}records`
      return [{ ...row, type: what }, ...rowsOf(names, inner.ast, `${path}${inner.suffix}.`)]
    })
}

/** Asks for the names in it; what there is to say of a union is its type in words. */
function unionRows(names, ast) {
  typeOf(names, ast, true)
  return []
}

export const anchorOf = (heading) =>
  heading
    .toLowerCase()
    .replaceAll(/[^a-z0-9_ -]/g, "")
    .replaceAll(" ", "-")
