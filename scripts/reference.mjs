// Writes docs/reference.md: every command, rejection and event, from their schemas. `--check` writes nothing and fails
// when the file is not what it would be; `--file FILE` is another file than that.
import { readFileSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { parseArgs } from "node:util"
import * as core from "@parley/core"
import { defaults } from "../packages/core/src/campaign/index.ts"
import { rules } from "../packages/core/src/centre/access-table.ts"
import { dialerDefaults } from "../packages/core/src/dialer/index.ts"
import { internal } from "../packages/core/src/centre/publish.ts"
import { rejections } from "../packages/http/src/problems/table.ts"
import { readDocs } from "./reference-docs.mjs"
import { rowsOf, TypeNames, typeOf } from "./reference-types.mjs"

const root = resolve(import.meta.dirname, "..")
const { values: options } = parseArgs({
  options: { check: { type: "boolean", default: false }, file: { type: "string" } }
})
const file = options.file ?? join(root, "docs/reference.md")

const { Fields, Centre, ...others } = core
const rooms = Object.entries(others)
const docs = readDocs(join(root, "packages/core/src"))
const names = new TypeNames([["Fields", Fields], ...rooms], docs)

/** Commands and events without a sentence: there may be none. Of rejections the title is one. */
const wordless = []
const cell = (text) => text.replaceAll("|", "\\|")
const lines = []
const say = (...more) => lines.push(...more)

/** The fields of a record; nothing when it has none. `constant` is where their docstrings stand. */
function table(ast, constant) {
  const rows = rowsOf(names, ast)
  if (rows.length === 0) return
  say("| field | holds | |", "|---|---|---|")
  for (const { path, field, optional, type } of rows) {
    const said = path === field ? docs.field(constant, field) : ""
    const notes = [optional ? "May be left out." : "", said].filter((note) => note !== "").join(" ")
    say(`| \`${path}\` | ${cell(type)} | ${cell(notes)} |`)
  }
  say("")
}

const isUnion = (schema) => schema.members !== undefined && schema.fields === undefined

/** The unions of a union by room, in order; what is no room's is the centre's. */
function byRoom(union) {
  const grouped = new Map()
  for (const member of union.members) {
    const [room = "Centre"] = rooms.find(([, exports]) => Object.values(exports).includes(member)) ?? []
    const schemas = isUnion(member) ? member.members : [member]
    grouped.set(room, [...(grouped.get(room) ?? []), ...schemas])
  }
  return grouped
}

const tagOf = ({ fields }) => fields._tag.schema.literal

const supervisor = ({ action, reach, as }) => {
  if (action === null) return "a supervisor, as themself"
  const what = reach === "sees" ? "sees what it is about" : "may change what it is about"
  return `a supervisor with the action \`${action}\` who ${what}${as === undefined ? "" : ", as themself"}`
}

/** Who may send a command, as the table of access has it. */
function whose(tag) {
  const rule = rules[tag]
  switch (rule.who) {
    case "engine":
      return "the engine and the adapters"
    case "channel":
      return "an adapter or an API key, for a client"
    case "administrator":
      return "an administrator"
    case "user":
      return "any user"
    case "self":
      return `any user, for themself${rule.or === undefined ? "" : `; what is shared: ${supervisor(rule.or.rule)}`}`
    case "own": {
      const locked = rule.locked === "unlocked" ? ", also while the screen is locked" : ""
      return `an agent, for themself${locked}${rule.or === undefined ? "" : `; or ${supervisor(rule.or.rule)}`}`
    }
    default:
      return supervisor(rule)
  }
}

function section(title, union, about) {
  say(`## ${title}`, "")
  for (const [room, schemas] of byRoom(union)) {
    say(`### ${title} of ${room}`, "")
    for (const schema of schemas) {
      const tag = tagOf(schema)
      say(`#### ${tag}`, "")
      const said = docs.of(tag)
      if (said !== "") say(said, "")
      else if (title !== "Rejections") wordless.push(tag)
      const more = about(tag)
      if (more !== "") say(more, "")
      table(schema.ast, tag)
    }
  }
}

function publicSection() {
  say("## Public events", "")
  say(
    "What streams and webhooks carry as `data`. `cc.<subject>.<what>.v1`; the fields of a version are only added to.",
    ""
  )
  for (const { fields } of Centre.PublicEvent.members) {
    say(`### ${fields.type.literal}`, "")
    table(fields.data.ast, "")
  }
}

function limitsSection() {
  say(
    "## Limits",
    "",
    "By their names in the source. Where a rejection is named, it refuses what goes above, with the number in its `limit`;",
    "what else a command holds too much of (a text, a list of ids) its schema refuses; what is only shown comes in pages.",
    ""
  )
  say("| limit | room | number | refused with | |", "|---|---|---|---|---|")
  const limits = docs.limits().sort((a, b) => (`${a.name} ${a.room}` < `${b.name} ${b.room}` ? -1 : 1))
  for (const { name, room, doc, number, rejections: tags } of limits) {
    const refused = tags.map((tag) => `[\`${tag}\`](#${tag.toLowerCase()})`).join(", ")
    say(`| \`${name}\` | ${room} | ${number.toLocaleString("en")} | ${refused} | ${cell(doc)} |`)
  }
  say("")
}

/** What settings are that are not set: of campaigns on a live and on an asynchronous text channel, and of dialers. */
function defaultsSection() {
  const shown = (value) => `\`${JSON.stringify(value)}\``
  const on = (kind) => Object.entries(defaults({ kind, media: "text" }, "UTC", "name"))
  say("## Defaults", "", "Of a campaign, so that name and channel suffice; on voice the eligibility is `voice`.", "")
  say("| setting | live | asynchronous |", "|---|---|---|")
  const asynchronous = new Map(on("asynchronous"))
  for (const [name, value] of on("live")) say(`| \`${name}\` | ${shown(value)} | ${shown(asynchronous.get(name))} |`)
  say("", "Of a dialer, so that a campaign suffices.", "", "| setting | |", "|---|---|")
  for (const [name, value] of Object.entries(dialerDefaults("name", "campaign")))
    say(`| \`${name}\` | ${shown(value)} |`)
  say("")
}

const sentence = (text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`

function typesSection() {
  const used = names.used()
  say("## Types", "")
  for (const { unique, name, ast } of used) {
    say(`### ${unique}`, "")
    const said = docs.of(name)
    if (said !== "") say(said, "")
    if (ast._tag === "Objects" && ast.indexSignatures.length === 0) table(ast, name)
    else say(sentence(typeOf(names, ast, true)), "")
  }
}

say("# Reference", "")
say("Every command, rejection and event, made from their schemas by `npm run reference`: not edited by hand.", "")
say(
  "Instants are whole milliseconds since the epoch, UTC. Units stand last in a field's name. Every command, rejection",
  "and stored event bears its name as `_tag`.",
  ""
)
section("Commands", Centre.CentreCommand, (tag) => {
  const system = Centre.audience[tag] === "system" ? " Not part of the API." : ""
  return `Sent by ${whose(tag)}.${system}`
})
section("Rejections", Centre.CentreRejection, (tag) => {
  const { status, title } = rejections[tag]
  return `${title} (HTTP ${status}).`
})
section("Stored events", Centre.CentreEvent, (tag) => (internal.includes(tag) ? "Internal: it is not published." : ""))
publicSection()
defaultsSection()
limitsSection()
typesSection()

if (wordless.length > 0) {
  console.error(`without a docstring: ${wordless.join(", ")}`)
  process.exitCode = 1
}
const text = `${lines.join("\n").trimEnd()}\n`
if (options.check) {
  if (readOr(file) !== text) {
    console.error(`${file} is out of date: run \`npm run reference\``)
    process.exitCode = 1
  }
} else writeFileSync(file, text)

function readOr(path) {
  try {
    return readFileSync(path, "utf8")
  } catch {
    return ""
  }
}
