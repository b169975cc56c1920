import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import { Schema } from "effect"
import { expect, test } from "vitest"
import { CentreCommand } from "../src/centre/index.ts"
import {
  ContentRows,
  Engine,
  engineLayer,
  EventStore,
  fromUtf8,
  memoryStores,
  PrivateRows,
  StoreRefused,
  StoreUnavailable,
  utf8,
  Vault,
  vaultLayer,
  type CentreHandle,
  type Stores
} from "../src/engine/index.ts"
import { UNPLACED_KEPT_MS } from "../src/engine/housekeeping.ts"
import type { ContentId } from "../src/kernel/fields.ts"
import type { Plain } from "./story.ts"

const decode = Schema.decodeUnknownSync(CentreCommand)
const send = Effect.fnUntraced(function* (acme: CentreHandle, command: Plain) {
  const sent = yield* acme.send(decode(command))
  expect(sent).toMatchObject({ ok: true })
})

/** A process on these stores, its clock where the test has set it. */
const process = <A, E>(stores: Context.Context<Stores>, use: Effect.Effect<A, E, Engine | Vault | Stores>, at = 0) =>
  Effect.runPromise(
    Effect.scoped(
      Effect.provide(
        Effect.andThen(TestClock.setTime(at), use),
        engineLayer({ channels: [{ name: "mail", kind: "asynchronous", media: "text" }] }).pipe(
          Layer.provideMerge(vaultLayer(new Uint8Array(32))),
          Layer.provideMerge(Layer.succeedContext(stores)),
          Layer.provideMerge(TestClock.layer())
        )
      )
    )
  )
const freshStores = () => Effect.runPromise(Effect.scoped(Layer.build(memoryStores)))
const text = (words: string) =>
  Effect.flatMap(Vault, (vault) => vault.put("acme", { mediaType: "text/plain", bytes: utf8(words) }))
const read = (id: ContentId) =>
  Effect.flatMap(Vault, (vault) =>
    Effect.map(vault.get("acme", id), (content) => (content === null ? null : fromUtf8(content.bytes)))
  )
const turn = Effect.promise(() => new Promise<void>((resolve) => setTimeout(resolve, 1)))
const WAIT_MS_MAX = 60_000
const TURNS_MAX = 2_000
/** What is there once it is as wanted, or after many turns. */
const once = Effect.fnUntraced(function* <A, E, R>(look: Effect.Effect<A, E, R>, isWanted: (found: A) => boolean) {
  for (let n = 0; ; n++) {
    const found = yield* look
    if (isWanted(found) || n === TURNS_MAX) return found
    yield* turn
  }
})
const holders = (id: ContentId) =>
  Effect.flatMap(ContentRows, (rows) => Effect.map(rows.get("acme", id), (item) => [...(item?.wraps.keys() ?? [])]))
const heldBy = (id: ContentId, holder: string) => once(holders(id), ([first]) => first === holder)
const gone = (id: ContentId) => once(read(id), (found) => found === null)

test("[D11.3b] an item that cannot be opened holds up neither what comes after it nor an erasure", async () => {
  await process(
    await freshStores(),
    Effect.gen(function* () {
      const acme = yield* (yield* Engine).open("acme")
      const [bad, name] = [yield* text("Kim"), yield* text("Lee")]
      yield* (yield* ContentRows).rewrap("acme", bad, new Map([["", Uint8Array.of(9, 9, 9)]]))
      yield* send(acme, { _tag: "AddContact", contactId: "kim", name: bad })
      yield* send(acme, { _tag: "AddContact", contactId: "lee", name })
      expect(yield* heldBy(name, "lee")).toEqual(["lee"])
      yield* send(acme, { _tag: "EraseContact", contactId: "lee" })
      expect(yield* gone(name)).toBeNull()
    })
  )
})

test("[D11.3b] an erasure that the store refuses is taken up again by the next start, and what follows goes on", async () => {
  const stores = await freshStores()
  const events = Context.get(stores, EventStore)
  const refusing = EventStore.of({
    ...events,
    range: (centre, range) =>
      range.prefix.startsWith("addressed/")
        ? Effect.fail(new StoreRefused({ operation: "range", reason: "a row that cannot be read" }))
        : events.range(centre, range)
  })
  const rowId = await process(
    Context.add(stores, EventStore, refusing),
    Effect.gen(function* () {
      const acme = yield* (yield* Engine).open("acme")
      const address = [...(yield* (yield* Vault).hashes("acme", "address", "mail\nkim@example.test"))]
      const [row, name] = [yield* text("row"), yield* text("Lee")]
      for (const command of [
        { _tag: "CreateCampaign", campaign: "sales", channel: "mail" },
        { _tag: "CreateDialer", dialer: "spring", campaign: "sales" },
        { _tag: "CreateList", dialer: "spring", listId: "march", name: "March", subject: "Hello" },
        { _tag: "ImportRecords", listId: "march", records: [{ row: 1, content: row, address }] },
        { _tag: "AddContact", contactId: "kim", address },
        { _tag: "EraseContact", contactId: "kim" },
        { _tag: "AddContact", contactId: "lee", name }
      ] satisfies ReadonlyArray<Plain>)
        yield* send(acme, command)
      expect(yield* heldBy(name, "lee")).toEqual(["lee"])
      expect(yield* read(row)).toBe("row")
      return row
    })
  )
  await process(
    stores,
    Effect.gen(function* () {
      yield* (yield* Engine).open("acme")
      expect(yield* gone(rowId)).toBeNull()
    })
  )
})

test("[D11.3b] [L13] what the store refuses of one contact keeps those who were merged into it from nothing", async () => {
  const stores = await freshStores()
  const contents = Context.get(stores, ContentRows)
  const refusing = ContentRows.of({
    ...contents,
    dropHolder: (centre, holder) =>
      holder === "kim"
        ? Effect.fail(new StoreRefused({ operation: "dropHolder", reason: "an item that cannot be read" }))
        : contents.dropHolder(centre, holder)
  })
  await process(
    Context.add(stores, ContentRows, refusing),
    Effect.gen(function* () {
      const acme = yield* (yield* Engine).open("acme")
      const [kim, lee] = [yield* text("Kim"), yield* text("Lee")]
      yield* send(acme, { _tag: "AddContact", contactId: "kim", name: kim })
      yield* send(acme, { _tag: "AddContact", contactId: "lee", name: lee })
      expect(yield* heldBy(lee, "lee")).toEqual(["lee"])
      yield* send(acme, { _tag: "MergeContacts", contactId: "kim", mergedId: "lee" })
      yield* send(acme, { _tag: "EraseContact", contactId: "kim" })
      expect([yield* gone(kim), yield* gone(lee)]).toEqual([null, null])
    })
  )
})

test("[D5.8d] content that an event names is not swept by a start long after a crash that came before it was placed", async () => {
  const stores = await freshStores()
  const rows = Context.get(stores, PrivateRows)
  /** As killed before the first checkpoint: nothing is placed. */
  const killed = ContentRows.of({
    ...Context.get(stores, ContentRows),
    rewrap: () => Effect.never
  })
  const name = await process(
    Context.add(stores, ContentRows, killed),
    Effect.gen(function* () {
      const acme = yield* (yield* Engine).open("acme")
      const name = yield* text("Lee")
      yield* send(acme, { _tag: "AddContact", contactId: "lee", name })
      return name
    })
  )
  expect(await Effect.runPromise(rows.get("acme", "checkpoint", "content-placement"))).toBeNull()
  const contents = Context.get(stores, ContentRows)
  /** Answers after a while, as a database does. */
  const slow = ContentRows.of({ ...contents, get: (centre, id) => Effect.andThen(turn, contents.get(centre, id)) })
  await process(
    Context.add(stores, ContentRows, slow),
    Effect.gen(function* () {
      yield* (yield* Engine).open("acme")
      expect(yield* heldBy(name, "lee")).toEqual(["lee"])
      expect(yield* read(name)).toBe("Lee")
    }),
    UNPLACED_KEPT_MS + 86_400_000
  )
})

test("placement waits for a store that is away now and then no longer than the first time, however often it was", async () => {
  const stores = await freshStores()
  const rows = Context.get(stores, PrivateRows)
  let away = false
  const flaky = PrivateRows.of({
    ...rows,
    put: (centre, kind, key, value, expiresAt) =>
      away && kind === "checkpoint"
        ? Effect.sync(() => (away = false)).pipe(
            Effect.andThen(Effect.fail(new StoreUnavailable({ operation: "put", reason: "away", unknown: true })))
          )
        : rows.put(centre, kind, key, value, expiresAt)
  })
  await process(
    Context.add(stores, PrivateRows, flaky),
    Effect.gen(function* () {
      const acme = yield* (yield* Engine).open("acme")
      for (let n = 0; n < 20; n++) {
        const name = yield* text(`name ${n}`)
        away = true
        yield* send(acme, { _tag: "AddContact", contactId: `c${n}`, name })
        const { position } = yield* acme.state
        const before = yield* Clock.currentTimeMillis
        const kept = Effect.map(rows.get("acme", "checkpoint", "content-placement"), (found) =>
          Number(fromUtf8(found ?? utf8("0")))
        )
        yield* once(Effect.andThen(TestClock.adjust(250), kept), (found) => found === position)
        expect([n, yield* kept]).toEqual([n, position])
        // Some of it went by while the failure was still to come.
        expect((yield* Clock.currentTimeMillis) - before).toBeLessThan(WAIT_MS_MAX)
      }
    })
  )
})

test("an item that the store would not place is placed by the next start, and what follows it at once", async () => {
  const stores = await freshStores()
  const contents = Context.get(stores, ContentRows)
  let refused: ContentId | null = null
  const refusing = ContentRows.of({
    ...contents,
    rewrap: (centre, id, wraps) =>
      id === refused
        ? Effect.fail(new StoreRefused({ operation: "rewrap", reason: "denied" }))
        : contents.rewrap(centre, id, wraps)
  })
  const first = await process(
    Context.add(stores, ContentRows, refusing),
    Effect.gen(function* () {
      const acme = yield* (yield* Engine).open("acme")
      const [one, two] = [yield* text("Kim"), yield* text("Lee")]
      refused = one
      yield* send(acme, { _tag: "AddContact", contactId: "kim", name: one })
      yield* send(acme, { _tag: "AddContact", contactId: "lee", name: two })
      expect(yield* heldBy(two, "lee")).toEqual(["lee"])
      expect(yield* holders(one)).not.toContain("kim")
      return one
    })
  )
  await process(
    stores,
    Effect.gen(function* () {
      yield* (yield* Engine).open("acme")
      expect(yield* heldBy(first, "kim")).toEqual(["kim"])
    })
  )
})
