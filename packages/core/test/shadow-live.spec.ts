/** A second strategy beside a running centre. */
import { expect, it } from "vitest"
import { memoryStores, Parley } from "../src/engine/index.ts"
import { utcZones } from "../../testkit/src/index.ts"
import { Shadow, type Divergence } from "../src/sim/index.ts"

it("a strategy in the shadow of a running centre tells where it would have offered otherwise", async () => {
  const channels = [{ name: "chat", kind: "asynchronous", media: "text" }] as const
  const parley = await Parley.open({ store: memoryStores, channels })
  const acme = parley.centre("acme")
  await acme.send({ _tag: "CreateCampaign", campaign: "support", channel: "chat", settings: { perAgentMax: 1 } })
  for (const userId of ["ann", "bob", "cyd"]) {
    await acme.send({ _tag: "CreateUser", userId, displayName: userId, roles: ["agent"] })
    await acme.send({ _tag: "AddMembers", campaigns: ["support"], agents: [userId] })
    await acme.send({ _tag: "SignIn", agentId: userId, sessionId: "s" })
  }
  const contents = { body: null, raw: null, attachments: [] }
  for (const interactionId of ["i1", "i2", "i3", "i4"]) {
    const sent = await acme.send({ _tag: "ReceiveMessage", interactionId, campaign: "support", contents })
    const offer = sent.ok ? sent.events.find(({ event }) => event._tag === "InteractionOffered")?.event : undefined
    if (offer?._tag !== "InteractionOffered") throw new Error("not offered")
    const { offerId, agentId } = offer
    await acme.send({ _tag: "AcceptOffer", interactionId, offerId, agentId })
    await acme.send({ _tag: "FinishInteraction", interactionId, agentId })
  }
  await acme.send({ _tag: "CreateUser", userId: "last", displayName: "Last", roles: ["agent"] })

  // The round robin goes round; in the shadow the first in line has them all.
  const shadow = new Shadow({ channels, zones: utcZones }, new Map([["support", { delivery: "linear" }]]))
  const divergences: Array<Divergence> = []
  for await (const recorded of acme.events()) {
    divergences.push(...shadow.hears(recorded))
    if (recorded.event._tag === "UserCreated" && recorded.event.userId === "last") break
  }
  expect(divergences.map(({ interactionId, offered, shadow: would }) => [interactionId, offered, would])).toEqual([
    ["i2", ["bob"], ["ann"]],
    ["i3", ["cyd"], ["ann"]]
  ])
  expect(shadow.counts).toEqual({ offered: 4, alike: 2, divergences: 2, failed: 0, refused: 0 })
  await parley.close()
})
