/** Who may do what: one row for each endpoint, one column for each level. A test walks it entirely. */
import type { Centre } from "@parley/core"

/** What a session is worth. An administrator is a supervisor with that permission. */
export type Level = "agent" | "supervisor" | "administrator"

/**
 * How far an agent may go: `own` where the path names the agent, `member` in campaigns they are a member of,
 * `conversation` for interactions they own or have offered, or that wait there for anyone, `yes` where the answer holds
 * only what is theirs.
 */
export type Reach = "yes" | "no" | "own" | "member" | "conversation"

export interface Row {
  readonly agent: Reach
  readonly supervisor: boolean
  readonly administrator: boolean
}

const row = (agent: Reach, supervisor: boolean, administrator: boolean): Row => ({ agent, supervisor, administrator })

const anyone = row("yes", true, true)
const agentsAlone = row("yes", false, false)
const ownOrAbove = row("own", true, true)
const ownAlone = row("own", false, false)
const memberOrAbove = row("member", true, true)
const above = row("no", true, true)
const administrators = row("no", false, true)

/** `open` needs no session. Keys are group and endpoint. */
export const access = {
  "session.signIn": "open",
  "session.current": anyone,
  "session.signOut": anyone,
  "session.followLink": "open",
  "meta.version": "open",
  "meta.live": "open",
  "meta.ready": "open",
  "users.list": administrators,
  "users.create": administrators,
  "users.get": administrators,
  "users.change": administrators,
  "users.setPassword": administrators,
  "agents.list": above,
  "agents.get": ownOrAbove,
  "agents.inbox": ownOrAbove,
  "agents.whyIdle": ownOrAbove,
  "agents.startBreak": ownAlone,
  "agents.endBreak": ownAlone,
  "agents.endWrapUp": ownAlone,
  "agents.pause": above,
  "agents.resume": above,
  "agents.signOut": above,
  "channels.list": anyone,
  "channels.receive": administrators,
  "campaigns.list": anyone,
  "campaigns.get": memberOrAbove,
  "campaigns.create": administrators,
  "campaigns.change": administrators,
  "campaigns.enable": administrators,
  "campaigns.disable": administrators,
  "campaigns.remove": administrators,
  "campaigns.queue": memberOrAbove,
  "members.add": above,
  "members.remove": above,
  "members.list": memberOrAbove,
  "members.change": above,
  "members.pause": above,
  "members.resume": ownOrAbove,
  "interactions.get": memberOrAbove,
  "interactions.messages": row("conversation", true, true),
  "interactions.explain": memberOrAbove,
  "interactions.reply": agentsAlone,
  "interactions.take": agentsAlone,
  "interactions.finish": agentsAlone,
  "interactions.leave": administrators,
  "offers.list": agentsAlone,
  "offers.accept": agentsAlone,
  "offers.reject": agentsAlone,
  "stats.realtime": anyone,
  "stats.definitions": anyone,
  "board.get": anyone,
  "events.page": anyone,
  "events.stream": anyone
} satisfies Readonly<Record<string, Row | "open">>

export type EndpointName = keyof typeof access
export const isEndpointName = (name: string): name is EndpointName => Object.hasOwn(access, name)

/** What of a request access looks at. */
export interface Asked {
  readonly endpoint: string
  readonly params: Readonly<Record<string, string | undefined>>
}

export interface Asker {
  readonly userId: string
  readonly level: Level
}

/** The centre as access reads it. */
export interface Seen {
  readonly views: Centre.Views
  readonly state: Centre.State
}

/** Whether this session may do this. An endpoint that the table does not name is nobody's. */
export function mayDo(asker: Asker, asked: Asked, seen: Seen): boolean {
  const rule: Row | "open" | undefined = isEndpointName(asked.endpoint) ? access[asked.endpoint] : undefined
  if (rule === undefined) return false
  if (rule === "open") return true
  return asker.level === "agent" ? reaches(rule.agent, asker, asked, seen) : rule[asker.level]
}

function reaches(reach: Reach, { userId }: Asker, { params }: Asked, seen: Seen): boolean {
  const { agentId, campaign, interactionId } = params
  switch (reach) {
    case "yes":
      return true
    case "no":
      return false
    case "own":
      return agentId === userId
    case "member":
      if (interactionId !== undefined) return seesInteraction(seen, userId, interactionId)
      return campaign !== undefined && isMember(seen, userId, campaign)
    case "conversation":
      return interactionId !== undefined && readsConversation(seen, userId, interactionId)
    default:
      return reach satisfies never
  }
}

export const isMember = ({ views, state }: Seen, userId: string, campaign: string): boolean =>
  views.member(state, campaign, userId) !== undefined

/** Theirs, offered to them, or of one of their campaigns. One that is not there is no secret: the answer says so. */
export function seesInteraction(seen: Seen, userId: string, id: string): boolean {
  const interaction = seen.views.interaction(seen.state, id)
  if (interaction === undefined) return true
  const { ownerId, offer, campaign } = interaction
  return ownerId === userId || offer?.agentId === userId || isMember(seen, userId, campaign)
}

function readsConversation(seen: Seen, userId: string, id: string): boolean {
  const interaction = seen.views.interaction(seen.state, id)
  if (interaction === undefined) return true
  const { ownerId, offer, campaign } = interaction
  if (ownerId !== null) return ownerId === userId
  if (offer !== null) return offer.agentId === userId
  return isMember(seen, userId, campaign)
}
