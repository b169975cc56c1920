import { memoryStores, Parley } from "@parley/core/engine"

const parley = await Parley.open({
  store: memoryStores,
  channels: [{ name: "chat", kind: "asynchronous", media: "text" }]
})
const acme = parley.centre("acme")

// Every command is answered: accepted, with its events, or refused, with the fact that hinders.
await acme.send({ _tag: "CreateUser", userId: "ann", displayName: "Ann", roles: ["agent"] })
await acme.send({ _tag: "CreateCampaign", campaign: "support", channel: "chat" })
await acme.send({ _tag: "AddMembers", campaigns: ["support"], agents: ["ann"] })
await acme.send({ _tag: "SignIn", agentId: "ann", sessionId: "desk-1" })

const contents = { body: null, raw: null, attachments: [] }
const arrived = await acme.send({ _tag: "ReceiveMessage", interactionId: "i1", campaign: "support", contents })
if (arrived.ok) for (const { event } of arrived.events) console.log(event._tag)

// The same command id again is the same command: it is answered as before and changes nothing.
const accept = { _tag: "AcceptOffer", interactionId: "i1", offerId: "i1.o1", agentId: "ann" } as const
await acme.send(accept, { commandId: "click-1" })
await acme.send(accept, { commandId: "click-1" })

const late = await acme.send({ _tag: "TakeInteraction", interactionId: "i1", agentId: "ann" })
if (!late.ok) console.log("refused:", late.rejection._tag)

for await (const { position, event } of acme.events({ types: ["OfferAccepted"] })) {
  console.log(`${event._tag} at position ${position}`)
  break
}
await parley.close()
