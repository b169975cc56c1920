/**
 * Frozen events: one of every type in every version it ever had, as it was stored, and never touched again. All versions of
 * a type tell the same event, so that what an upcaster makes of an older one is what the newest says.
 */
import { Centre } from "@parley/core"
import { decodeEvent, eventFault } from "@parley/core/engine"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import type { HashOf } from "./golden.ts"

/** One line of the file of frozen events. */
export const FrozenEvent = Schema.Struct({
  type: Schema.String,
  version: Schema.Int,
  /** The hash of what its fields are. */
  shape: Schema.String,
  data: Schema.Record(Schema.String, Schema.Unknown)
})
export type FrozenEvent = typeof FrozenEvent.Type

const decodeLine = Schema.decodeUnknownSync(FrozenEvent)

export const frozenOf = (file: string): ReadonlyArray<FrozenEvent> =>
  file
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => decodeLine(JSON.parse(line)))

/** Every type of event with its schema. */
export const eventSchemas: ReadonlyMap<string, Schema.Top> = new Map(
  Centre.CentreEvent.members.flatMap((room): ReadonlyArray<readonly [string, Schema.Top]> =>
    room.members.map((member) => [member.fields._tag.schema.literal, member])
  )
)

/** What may change without a new version: how much a field holds, not what. */
const BOUNDS: ReadonlySet<string> = new Set([
  "maxLength",
  "minLength",
  "minimum",
  "maximum",
  "minItems",
  "maxItems",
  "maxProperties",
  "pattern",
  "description",
  "title",
  "dialect"
])

/** The fields of a type, what they are, and which may be absent, as one text. */
export function shapeOf(schema: Schema.Top): string {
  return JSON.stringify(plainShape(Schema.toJsonSchemaDocument(schema)))
}

function plainShape(node: unknown, named = false): unknown {
  if (Array.isArray(node)) {
    const items = node.map((item) => plainShape(item))
    return items.every((item) => typeof item === "string") ? items.sort() : items
  }
  if (!Predicate.isObject(node)) return node
  const keys = Object.keys(node).filter((key) => named || !BOUNDS.has(key))
  const entries: ReadonlyArray<readonly [string, unknown]> = Object.entries(node)
  return entries
    .filter(([key]) => keys.includes(key))
    .map(([key, value]) => [key, plainShape(value, key === "properties" && !named)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted)
  if (!Predicate.isObject(value)) return value
  return Object.entries(value)
    .map(([key, item]) => [key, sorted(item)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
}

/** What is known of events today; a test may know of others. */
export interface Today {
  readonly schemas: ReadonlyMap<string, Schema.Top>
  readonly versionOf: (type: string) => number
  readonly decode: (stored: { readonly type: string; readonly version: number; readonly data: unknown }) => unknown
}

export const today: Today = {
  schemas: eventSchemas,
  versionOf: (type) => Centre.versionOf(type),
  decode: (stored) => decodeEvent(stored)
}

/** Where the frozen events and the code part; empty when nowhere. */
export function frozenFaults(
  frozen: ReadonlyArray<FrozenEvent>,
  hashOf: HashOf,
  { schemas, versionOf, decode }: Today = today
): ReadonlyArray<string> {
  const byType = new Map<string, Array<FrozenEvent>>()
  for (const one of frozen) byType.set(one.type, [...(byType.get(one.type) ?? []), one])
  const gone = [...byType.keys()].filter((type) => !schemas.has(type))
  const faults = [...schemas].flatMap(([type, schema]) => {
    const versions = byType.get(type) ?? []
    const [last, version] = [versions.at(-1), versionOf(type)]
    if (versions.some(({ version: nth }, index) => nth !== index + 1))
      return [`${type}: its versions do not ascend from 1`]
    if (last === undefined || last.version < version) return [`${type} ${version} is not frozen: npm run golden`]
    if (last.version > version) return [`${type}: version ${last.version} was stored, and ${version} is known`]
    if (last.shape !== hashOf(shapeOf(schema)))
      return [`${type}: its fields changed. It needs version ${version + 1} with an upcaster, then npm run golden`]
    return versions.flatMap((one) => (same(decode(one), last.data) ? [] : [otherwise(one)]))
  })
  return [...gone.map((type) => `${type} was stored, and is known no more`), ...faults]
}

const otherwise = (one: FrozenEvent): string =>
  `${one.type} ${one.version} is not read as it was meant: ${eventFault(one)}`

/** The lines to add: types and versions that are not frozen yet, of events that were stored. A newer version comes by its upcaster. */
export function newlyFrozen(
  frozen: ReadonlyArray<FrozenEvent>,
  stored: Iterable<{ readonly _tag: string }>,
  hashOf: HashOf,
  { schemas, versionOf, decode }: Today = today
): ReadonlyArray<FrozenEvent> {
  const added: Array<FrozenEvent> = []
  const find = (type: string): FrozenEvent | undefined => [...frozen, ...added].findLast((one) => one.type === type)
  for (const event of stored) {
    const [type, schema] = [event._tag, schemas.get(event._tag)]
    const [last, version] = [find(type), versionOf(type)]
    if (schema === undefined || (last !== undefined && last.version >= version)) continue
    const data = last === undefined ? event : decode(last)
    if (last === undefined && version > 1) continue
    added.push(decodeLine({ type, version, shape: hashOf(shapeOf(schema)), data }))
  }
  return added
}
