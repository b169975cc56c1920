/** Decision rows by the version of their look-up hash: what is blocked under it, and what keeps its key live. */
import * as Effect from "effect/Effect"
import { personKey, type KeyedRow } from "../../centre/index.ts"
import { CampaignName } from "../../kernel/fields.ts"
import type { StoreFailure } from "../failures.ts"
import { EventStore } from "../ports.ts"

/** Rows that are read at once. */
const ROWS_PAGE = 1_000

export interface Blocked {
  /** Null: by all. */
  readonly campaign: CampaignName | null
}

/** What is known by one version of the keys and by no newer one. */
export interface LeftUnder {
  readonly version: number
  readonly contacts: number
  readonly blocked: number
  /** Records of dialers that wait, by the addresses they may go to. */
  readonly planned: number
}

const versionOf = (hash: string): number => Number(hash.slice(0, hash.indexOf(":")))

/** Looks at all rows of a prefix. */
const eachRow = Effect.fnUntraced(function* (
  centre: string,
  prefix: string,
  look: (page: ReadonlyArray<KeyedRow>) => Effect.Effect<void, StoreFailure>
): Effect.fn.Return<void, StoreFailure, EventStore> {
  const store = yield* EventStore
  for (let after = "", isMore = true; isMore;) {
    const page = yield* store.range(centre, { prefix, limit: ROWS_PAGE, after })
    yield* look(page)
    after = page.at(-1)?.key ?? after
    isMore = page.length === ROWS_PAGE
  }
})

/** Blocked addresses of these versions: by hash, who blocks it. O(blocked addresses), in memory. */
export const blockedUnder = Effect.fnUntraced(function* (
  centre: string,
  versions: ReadonlyArray<number>
): Effect.fn.Return<ReadonlyMap<string, ReadonlyArray<Blocked>>, StoreFailure, EventStore> {
  const found = new Map<string, Array<Blocked>>()
  yield* eachRow(centre, "blocked/", (page) =>
    Effect.sync(() => {
      for (const { key } of page) {
        const [, campaign = "*", hash = ""] = key.split("/")
        if (!versions.includes(versionOf(hash))) continue
        const by = found.get(hash) ?? []
        by.push({ campaign: campaign === "*" ? null : CampaignName.make(campaign) })
        found.set(hash, by)
      }
    })
  )
  return found
})

interface Seen {
  readonly current: number
  /** Hashes of which a newer one is known. */
  readonly covered: ReadonlySet<string>
  readonly blocked: ReadonlyMap<string, ReadonlyArray<Blocked>>
}

/** What would be lost with the key of a version. O(contacts + planned records). */
export const leftUnder = Effect.fnUntraced(function* (
  centre: string,
  version: number,
  { current, covered, blocked }: Seen
): Effect.fn.Return<LeftUnder, StoreFailure, EventStore> {
  const store = yield* EventStore
  let [contacts, planned] = [0, 0]
  const isAlone = (hashes: ReadonlyArray<string>): boolean =>
    hashes.some((hash) => versionOf(hash) === version) && !hashes.some((hash) => versionOf(hash) === current)
  yield* eachRow(centre, `contact/${version}:`, (page) =>
    Effect.gen(function* () {
      const ids = page.flatMap(({ row }) => (row._tag === "Contact" ? [personKey(row.contactId)] : []))
      const people = yield* store.rows(centre, [...new Set(ids)])
      for (const { key, row } of page) {
        const person = row._tag === "Contact" ? people.get(personKey(row.contactId)) : undefined
        const hash = key.slice("contact/".length)
        const addresses = person?._tag === "Person" ? person.addresses : []
        if (addresses.some((hashes) => hashes.some((one) => one === hash) && isAlone(hashes))) contacts += 1
      }
    })
  )
  yield* eachRow(centre, "planned/", (page) =>
    Effect.sync(() => {
      for (const { row } of page)
        if (row._tag === "Planned" && row.record.destinations.some(({ address }) => isAlone(address))) planned += 1
    })
  )
  const alone = [...blocked.keys()].filter((hash) => versionOf(hash) === version && !covered.has(hash))
  return { version, contacts, blocked: alone.length, planned }
})
