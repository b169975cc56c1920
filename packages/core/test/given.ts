/** What most stories begin with. */
import { Story, type Event, type Plain, type Setting } from "./story.ts"

export const centre = (...given: ReadonlyArray<(story: Story) => void>): Story => {
  const story = new Story()
  for (const one of given) one(story)
  return story
}

const session = (agentId: string) => `${agentId}-session`

/** Users in the role of agent, signed in. */
export const agents =
  (...ids: ReadonlyArray<string>) =>
  (story: Story): void => {
    for (const id of ids) {
      user(id)(story)
      signIn(story, id)
    }
  }

export const user =
  (userId: string, roles: ReadonlyArray<"agent" | "supervisor"> = ["agent"]) =>
  (story: Story): void => {
    story.send({ _tag: "CreateUser", userId, displayName: userId, roles: [...roles] })
  }

export const signIn = (story: Story, agentId: string, sessionId = session(agentId)): ReadonlyArray<Event> =>
  story.send({ _tag: "SignIn", agentId, sessionId })
export const signOut = (story: Story, agentId: string, force = false): ReadonlyArray<Event> =>
  story.send({ _tag: "SignOut", agentId, sessionId: session(agentId), force })
export const loseSession = (story: Story, agentId: string): ReadonlyArray<Event> =>
  story.send({ _tag: "LoseSession", agentId, sessionId: session(agentId) })

/** A campaign with members in this order. Asynchronous `mail` unless said otherwise. */
export const campaign =
  (
    name: string,
    settings: Setting = {},
    members: ReadonlyArray<string> = [],
    { channel = "mail", enabled = true }: { readonly channel?: string; readonly enabled?: boolean } = {}
  ) =>
  (story: Story): void => {
    story.send({ _tag: "CreateCampaign", campaign: name, channel, enabled, settings })
    for (const agentId of members) story.send({ _tag: "AddMembers", campaigns: [name], agents: [agentId] })
  }

export const chat = { channel: "chat" } as const
export const phone = { channel: "phone" } as const

type Receive = Partial<Extract<Plain, { _tag: "ReceiveMessage" }>>

/** A client's message that opens an interaction, unless `more` says where it belongs. */
export const arrival = (interactionId: string, campaign: string, more: Receive = {}): Plain => ({
  _tag: "ReceiveMessage",
  interactionId,
  campaign,
  contents: { body: `${interactionId}-body`, raw: null, attachments: [] },
  ...more
})

export const arrive = (story: Story, interactionId: string, campaign: string, more: Receive = {}) =>
  story.send(arrival(interactionId, campaign, more))

export const accept = (story: Story, interactionId: string) =>
  story.send({ _tag: "AcceptOffer", ...story.offerOf(interactionId) })
export const reject = (story: Story, interactionId: string) =>
  story.send({ _tag: "RejectOffer", ...story.offerOf(interactionId) })
export const finish = (story: Story, interactionId: string) =>
  story.send({
    _tag: "FinishInteraction",
    interactionId,
    agentId: story.interaction(interactionId)?.ownerId ?? "nobody"
  })
export const take = (story: Story, interactionId: string, agentId: string) =>
  story.send({ _tag: "TakeInteraction", interactionId, agentId })
export const leave = (story: Story, interactionId: string) => story.send({ _tag: "LeaveInteraction", interactionId })
export const startBreak = (story: Story, agentId: string) => story.send({ _tag: "StartBreak", agentId })
export const endBreak = (story: Story, agentId: string) => story.send({ _tag: "EndBreak", agentId })

/** A keyed hash that stands for some address, Message-ID or fingerprint. */
export const hash = (name: string): Array<string> => [`1:${name.padEnd(22, "0")}`]

/** An agent's skills, by name and level. */
export const skilled = (story: Story, agentId: string, levels: { readonly [skill: string]: number }) =>
  story.send({
    _tag: "SetAgentSkills",
    agentId,
    skills: Object.entries(levels).map(([skill, level]) => ({ skill, level }))
  })
export const capacity = (story: Story, agentId: string, most: number | null) =>
  story.send({ _tag: "SetAgentCapacity", agentId, capacity: most })
export const change = (story: Story, campaign: string, settings: Setting) =>
  story.send({ _tag: "ChangeCampaign", campaign, settings })
