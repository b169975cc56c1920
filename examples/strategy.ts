import type { Routing } from "@parley/core"
import { memoryStores, Parley } from "@parley/core/engine"

/** Longest in the campaign first: a rule is a value, here a key for each member; the lowest is offered first. */
const seniority: Routing.Delivery = { name: "seniority", kind: "keyed", from: "first", key: (member) => member.ordinal }

const parley = await Parley.open({
  store: memoryStores,
  channels: [{ name: "chat", kind: "asynchronous", media: "text" }],
  strategies: { delivery: [seniority] }
})
const acme = parley.centre("acme")
await acme.send({ _tag: "CreateCampaign", campaign: "support", channel: "chat", settings: { delivery: "seniority" } })
for (const userId of ["ann", "bob"]) {
  await acme.send({ _tag: "CreateUser", userId, displayName: userId, roles: ["agent"] })
  await acme.send({ _tag: "AddMembers", campaigns: ["support"], agents: [userId] })
  await acme.send({ _tag: "SignIn", agentId: userId, sessionId: `desk-${userId}` })
}
const contents = { body: null, raw: null, attachments: [] }
for (const interactionId of ["i1", "i2", "i3", "i4"]) {
  const sent = await acme.send({ _tag: "ReceiveMessage", interactionId, campaign: "support", contents })
  for (const { event } of sent.ok ? sent.events : [])
    if (event._tag === "InteractionOffered") console.log(`${event.interactionId} to ${event.agentId}`)
}
await parley.close()
