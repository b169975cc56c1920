/** What stories do with interactions that an agent has. */
import { accept, agents, arrive, campaign, centre } from "./given.ts"
import { channels, Story, type Event, type Plain, type Setting } from "./story.ts"

type Transfer = Extract<Plain, { _tag: "TransferInteraction" }>
type Start = Partial<Extract<Plain, { _tag: "StartInteraction" }>>

/** Agents who are there; of them ann owns i1 of sales, which she accepted after ten seconds, and talked for a hundred. */
export const owning = (
  settings: Setting = {},
  more: {
    readonly channel?: string
    readonly members?: ReadonlyArray<string>
    readonly before?: (story: Story) => void
  } = {}
): Story => {
  const { members = ["ann", "bob"], channel = "mail", before = () => undefined } = more
  const story = centre(agents("ann", "bob", "cid"), campaign("sales", settings, members, { channel }), before)
  arrive(story, "i1", "sales", { priority: 5 })
  story.wait(10)
  accept(story, "i1")
  story.wait(100)
  return story
}

const ownerOf = (story: Story, id: string): string => story.interaction(id)?.ownerId ?? "nobody"

export const transferring = (story: Story, interactionId: string, to: Transfer["to"]): Transfer => ({
  _tag: "TransferInteraction",
  interactionId,
  agentId: ownerOf(story, interactionId),
  to
})

export const toAgent = (story: Story, id: string, agentId: string, mode?: "blind" | "attended"): ReadonlyArray<Event> =>
  story.send(transferring(story, id, { kind: "agent", agentId, ...(mode === undefined ? {} : { mode }) }))
export const toCampaign = (story: Story, id: string, name: string): ReadonlyArray<Event> =>
  story.send(transferring(story, id, { kind: "campaign", campaign: name }))
export const outOfCentre = (story: Story, id: string): ReadonlyArray<Event> =>
  story.send(transferring(story, id, { kind: "external", destination: "content9" }))

/** The transfer that is under way, as commands name it. */
export const pending = (story: Story, interactionId: string, agentId?: string) => {
  const transfer = story.interaction(interactionId)?.transfer
  if (!transfer) throw new Error(`${interactionId} is in no transfer`)
  return { interactionId, transferId: transfer.transferId, agentId: agentId ?? transfer.agentId ?? "nobody" }
}

export const acceptTransfer = (story: Story, id: string) =>
  story.send({ _tag: "AcceptTransfer", ...pending(story, id) })
export const rejectTransfer = (story: Story, id: string) =>
  story.send({ _tag: "RejectTransfer", ...pending(story, id) })
export const cancelTransfer = (story: Story, id: string) =>
  story.send({ _tag: "CancelTransfer", ...pending(story, id, ownerOf(story, id)) })
export const reported = (story: Story, interactionId: string, outcome: "connected" | "failed", reason?: string) => {
  const { transferId } = pending(story, interactionId)
  const common = { _tag: "ReportExternalTransfer", interactionId, transferId, outcome } as const
  return story.send(reason === undefined ? common : { ...common, reason })
}

export const starting = (interactionId: string, agentId: string, name: string, more: Start = {}): Plain => ({
  _tag: "StartInteraction",
  interactionId,
  agentId,
  campaign: name,
  ...more
})
export const start = (story: Story, interactionId: string, agentId: string, name: string, more: Start = {}) =>
  story.send(starting(interactionId, agentId, name, more))

export const hold = (story: Story, interactionId: string) =>
  story.send({ _tag: "HoldInteraction", interactionId, agentId: ownerOf(story, interactionId) })
export const resume = (story: Story, interactionId: string) =>
  story.send({ _tag: "ResumeInteraction", interactionId, agentId: ownerOf(story, interactionId) })

/** Of ann's: the call c1 of the campaign calls, which bob and cid are members of too; she picked up after ten seconds. */
export const calling = (settings: Setting = {}): Story => {
  const story = new Story({ channels: withCalls })
  for (const given of [agents("ann", "bob", "cid"), campaign("calls", settings, ["ann", "bob"], phone)]) given(story)
  arrive(story, "c1", "calls", { contents: { body: null, raw: null, attachments: [] } })
  story.wait(10)
  accept(story, "c1")
  return story
}

export const phone = { channel: "phone" } as const
const withCalls = [
  ...channels.filter(({ name }) => name !== "phone"),
  { name: "phone", kind: "live", media: "voice", needs: [["number"]] } as const
]
