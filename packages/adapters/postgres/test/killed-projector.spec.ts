import { spawn } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import { expect, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { Stats } from "@parley/core"
import { EventStore } from "../../../core/src/engine/index.ts"
import { batchOf, contactCreated, headAfter, START } from "../../../testkit/src/contracts/index.ts"
import { postgres } from "../src/pg.ts"
import { postgresServer } from "./databases.ts"
import { foldContacts } from "./fold-contacts.ts"
import { apart } from "./stores.ts"

/** Kills, each at another moment after it was told how far the projector had come. */
const KILLS = 3
const KILL_DELAY_MAX_MS = 60

const CENTRE = "acme"
const EVENTS = 20_000
const APPENDED_AT_ONCE = 1_000

const append = Effect.gen(function* () {
  const store = yield* EventStore
  const events: Array<Parameters<Stats.ModelFold<Stats.ContactDocument>["add"]>[0]> = []
  for (let head = START; head.position < EVENTS;) {
    const added = Array.from({ length: APPENDED_AT_ONCE }, (_, n) => {
      const position = head.position + 1 + n
      return contactCreated(`contact-${position}`, `1:hash-of-an-address-${position}`)
    })
    const batch = batchOf(head, added, () => [])
    yield* store.append(CENTRE, batch)
    events.push(...batch.events)
    head = headAfter(batch)
  }
  return events
})

/** Lets a process fold and kills it; returns the last position it had come to. */
async function killedProjector(url: string): Promise<number> {
  const script = join(import.meta.dirname, "fold-until-killed.ts")
  const child = spawn(process.execPath, ["--conditions=@parley/source", script, url, CENTRE], {
    stdio: ["ignore", "pipe", "inherit"]
  })
  const exit = once(child, "exit")
  let text = ""
  const said = (): ReadonlyArray<number> => text.split("\n").slice(0, -1).map(Number)
  const moved = new Promise<void>((resolve) => {
    child.stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString()
      if ((said().at(-1) ?? 0) > (said()[0] ?? 0)) resolve()
    })
  })
  await Promise.race([moved, exit])
  const timer = setTimeout(() => child.kill("SIGKILL"), Math.random() * KILL_DELAY_MAX_MS)
  await exit
  clearTimeout(timer)
  return said().at(-1) ?? 0
}

it.live("a read model whose projectors are killed goes on where they left off, and has each document once", () =>
  Effect.gen(function* () {
    const { url } = yield* postgresServer
    const live = postgres({ url: Redacted.make(url) })
    const events = yield* apart(live, append)
    let before = 0
    for (let kill = 0; kill < KILLS; kill++) {
      const position = yield* Effect.promise(() => killedProjector(url))
      expect(position).toBeGreaterThanOrEqual(before)
      before = position
    }
    const positions: Array<number> = []
    const contacts = yield* apart(
      live,
      foldContacts(CENTRE, (position) => positions.push(position))
    )
    expect(positions[0]).toBeGreaterThanOrEqual(before)
    const fold = Stats.foldModel(Stats.contacts, events)
    const expected: Array<Stats.Contact> = []
    for (let next: number | null = Stats.AFTER_ALL; next !== null;) {
      const page: Stats.ContactsPage = fold.ask(Stats.contactsPage({ before: next, limit: Stats.CONTACTS_PAGE_MAX }))
      expected.push(...page.items)
      next = page.next
    }
    expect(contacts).toEqual(expected)
    expect(contacts).toHaveLength(EVENTS)
  })
)
