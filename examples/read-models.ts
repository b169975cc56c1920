import { Stats } from "@parley/core"
import { memoryStores, Parley } from "@parley/core/engine"
import * as Schema from "effect/Schema"

/** Kept in memory, saved now and then: how often each event came. */
const tally: Stats.Projection<{ readonly [tag: string]: number }> = {
  name: "tally",
  version: 1,
  initial: {},
  evolve: (view, { event }) => ({ ...view, [event._tag]: (view[event._tag] ?? 0) + 1 })
}

const Desk = Schema.Struct({ agentId: Schema.String, since: Schema.Number, answered: Schema.Number })
type Desk = typeof Desk.Type

/** Kept in the store: a document for each agent, in one list by when they first answered. */
const desks: Stats.ReadModel<Desk> = {
  name: "desks",
  version: 1,
  decode: Stats.decoding(Desk),
  needs: ({ event }) => (event._tag === "OfferAccepted" ? [event.agentId] : []),
  evolve: (documents, { event, position }) => {
    if (event._tag !== "OfferAccepted") return []
    const { agentId } = event
    const before = documents(agentId) ?? { agentId, since: position, answered: 0 }
    return [[agentId, { ...before, answered: before.answered + 1 }]]
  },
  places: ({ since }) => [{ list: "all", sort: since }]
}

/** The first of them, the one who answered first at the top. */
const firstDesks = (limit: number): Stats.Query<Desk, ReadonlyArray<Desk>> =>
  function* () {
    const { FIRST: from, AFTER_ALL: to } = Stats
    const page = yield* Stats.listed<Desk>({ lists: ["all"], from, to, limit, order: "oldest" })
    return page.map(({ document }) => document)
  }

const parley = await Parley.open({
  store: memoryStores,
  channels: [{ name: "chat", kind: "asynchronous", media: "text" }],
  projections: [tally],
  readModels: [desks, Stats.conversations]
})
const acme = parley.centre("acme")
await acme.send({ _tag: "CreateCampaign", campaign: "support", channel: "chat" })
for (const userId of ["ann", "bob"]) {
  await acme.send({ _tag: "CreateUser", userId, displayName: userId, roles: ["agent"] })
  await acme.send({ _tag: "AddMembers", campaigns: ["support"], agents: [userId] })
  await acme.send({ _tag: "SignIn", agentId: userId, sessionId: `desk-${userId}` })
}
let minPosition = 0
for (const interactionId of ["i1", "i2", "i3"]) {
  const contents = { body: null, raw: null, attachments: [] }
  const arrived = await acme.send({ _tag: "ReceiveMessage", interactionId, campaign: "support", contents })
  for (const { event } of arrived.ok ? arrived.events : []) {
    if (event._tag !== "InteractionOffered") continue
    const { offerId, agentId } = event
    const accepted = await acme.send({ _tag: "AcceptOffer", interactionId, offerId, agentId })
    if (accepted.ok) minPosition = accepted.position
  }
}

// A model runs behind the log; with the position of one's own command it is read once it has come so far.
const { value } = await acme.read(desks, firstDesks(10), { minPosition })
for (const { agentId, answered } of value) console.log(`${agentId} answered ${answered}`)
const { value: counts } = await acme.read(tally, { minPosition })
console.log(`${counts["InteractionArrived"]} arrived`)
const search = Stats.searchRecordings({ agents: ["ann"], limit: 1 })
const { value: history } = await acme.read(Stats.conversations, search, { minPosition })
console.log(
  `the newest of ann's: ${history.items[0]?.interactionId}, ${history.next === null ? "and no more" : "and more"}`
)
for (const { name, state, lag } of await acme.models()) console.log(`${name}: ${state}, ${lag} behind`)
await parley.close()
