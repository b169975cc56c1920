/**
 * What the demonstration's people do and when, as a pure function: what is seen for the first time is put on the agenda
 * after a human while; what is due is done. All that matters is in the centre's state, so that a restart goes on.
 */
import { pick, type Draw } from "./draws.ts"
import type { PlainCommand } from "./plain.ts"
import { DEMO_PREFIX, demoCampaigns } from "./plan.ts"
import type { ActiveSight, AgentSight, Sight } from "./sight.ts"

/** What somebody does: a command as it is, or a message whose text is to be stored first. */
export type Act =
  | { readonly _tag: "Command"; readonly actor: string; readonly command: PlainCommand }
  | { readonly _tag: "Answer"; readonly agentId: string; readonly interactionId: string }
  | { readonly _tag: "Write"; readonly interactionId: string; readonly campaign: string }
  | { readonly _tag: "WriteAgain"; readonly interactionId: string }

export interface Agenda {
  /** When each intention is due (ms). */
  readonly due: ReadonlyMap<string, number>
  /** Customers so far, in this run. */
  readonly customers: number
}

export const emptyAgenda: Agenda = { due: new Map(), customers: 0 }

/** No new customers while so many interactions are open. */
export const OPEN_MAX = 24
/** An act that had no effect is tried again after this. */
const RETRY_MS = 5_000
/** Messages of one conversation after which its customer writes no more. */
const MESSAGES_MAX = 5
/** The mean of the time between two customers, and how far a slow wave moves it. */
const CUSTOMER_GAP_MS = 2_600
const WAVE_MS = 420_000
const WAVE_RATIO = 0.45
const GAP_RANGE_MS = [400, 15_000] as const

const ACCEPTED_RATIO = 0.84
const REJECTED_RATIO = 0.08
const FOLLOW_UP_RATIO = 0.35
const WRAP_UP_CUT_RATIO = 0.3

const AFTER_MS = {
  in: [400, 4_000],
  away: [80_000, 280_000],
  back: [20_000, 50_000],
  accept: [800, 4_000],
  reject: [1_000, 4_000],
  take: [1_000, 5_000],
  answer: [3_000, 8_000],
  again: [2_000, 6_000],
  finish: [1_000, 4_000],
  wrapped: [1_000, 3_000]
} as const satisfies Record<string, readonly [number, number]>

interface Intention {
  readonly key: string
  /** How long after it is first seen (ms). */
  readonly after: number
  readonly act: Act
  /** Not while this is false, though it is due. */
  readonly ready?: boolean
}

export interface Beat {
  readonly agenda: Agenda
  readonly acts: ReadonlyArray<Act>
}

/** One look at the centre: what is done now, and the agenda from here on. `name` tells this run's ids from others'. */
export function beat(
  before: Agenda,
  seen: { readonly sight: Sight; readonly at: number; readonly draw: Draw; readonly name: string }
): Beat {
  const { at } = seen
  const due = new Map<string, number>()
  const acts: Array<Act> = []
  let { customers } = before
  for (const { key, after, act, ready = true } of intentions(before, seen)) {
    const when = before.due.get(key) ?? at + after
    const now = ready && when <= at
    if (now) acts.push(act)
    if (now && act._tag === "Write") customers += 1
    due.set(key, now ? at + RETRY_MS : when)
  }
  return { agenda: { due, customers }, acts }
}

type Seen = Parameters<typeof beat>[1]

function intentions(agenda: Agenda, seen: Seen): ReadonlyArray<Intention> {
  const { sight, draw, at } = seen
  return [...sight.agents.flatMap((agent) => [...ofAgent(agent, draw, at)]), ...ofCustomers(agenda, seen)]
}

const within = ([least, most]: readonly [number, number], fraction: number): number =>
  Math.round(least + fraction * (most - least))

function* ofAgent(agent: AgentSight, draw: Draw, at: number): Iterable<Intention> {
  const { agentId, connected, onBreak, offers, active, wrapUps, takeable } = agent
  const intend = (kind: keyof typeof AFTER_MS, about: string, act: Act, ready?: boolean): Intention => {
    const key = `${kind}:${about}`
    return { key, after: within(AFTER_MS[kind], draw(`${key}:${at}`)), act, ...(ready === undefined ? {} : { ready }) }
  }
  const does = (command: PlainCommand): Act => ({ _tag: "Command", actor: agentId, command })
  // Of one name for ever: signing in once more changes nothing.
  if (!connected) return yield intend("in", agentId, does({ _tag: "SignIn", agentId, sessionId: agentId }))
  const idle = offers.length === 0 && active.length === 0 && wrapUps.length === 0
  yield onBreak
    ? intend("back", agentId, does({ _tag: "EndBreak", agentId }))
    : intend("away", agentId, does({ _tag: "StartBreak", agentId }), idle)
  for (const { interactionId, offerId } of offers) {
    const mood = draw(`${offerId}:mood`)
    const offer = { interactionId, offerId, agentId }
    if (mood < ACCEPTED_RATIO) yield intend("accept", offerId, does({ _tag: "AcceptOffer", ...offer }))
    else if (mood < ACCEPTED_RATIO + REJECTED_RATIO)
      yield intend("reject", offerId, does({ _tag: "RejectOffer", ...offer }))
  }
  for (const one of active) yield ofActive(one, agentId, draw, intend)
  for (const { interactionId } of wrapUps)
    if (draw(`${interactionId}:cut`) < WRAP_UP_CUT_RATIO)
      yield intend("wrapped", interactionId, does({ _tag: "EndWrapUp", agentId }))
  if (idle && !onBreak && takeable !== null)
    yield intend("take", `${agentId}:${takeable}`, does({ _tag: "TakeInteraction", interactionId: takeable, agentId }))
}

function ofActive(
  { interactionId, messages, lastAuthor }: ActiveSight,
  agentId: string,
  draw: Draw,
  intend: (kind: "answer" | "again" | "finish", about: string, act: Act) => Intention
): Intention {
  const about = `${interactionId}.${messages}`
  if (lastAuthor === "client") return intend("answer", about, { _tag: "Answer", agentId, interactionId })
  const again = messages < MESSAGES_MAX && draw(`${about}:again`) < FOLLOW_UP_RATIO
  if (again && interactionId.startsWith(DEMO_PREFIX))
    return intend("again", about, { _tag: "WriteAgain", interactionId })
  const command = { _tag: "FinishInteraction", interactionId, agentId } as const
  return intend("finish", about, { _tag: "Command", actor: agentId, command })
}

/** The next customer, a random while after the one before: more of them on the crest of a slow wave. */
function ofCustomers({ customers }: Agenda, { sight, at, draw, name }: Seen): ReadonlyArray<Intention> {
  const [first, ...others] = demoCampaigns
    .filter(({ campaign }) => sight.campaigns.includes(campaign))
    .flatMap(({ campaign, share }) => Array.from({ length: share }, () => campaign))
  if (first === undefined || sight.open >= OPEN_MAX) return []
  const interactionId = `${DEMO_PREFIX}${name}.${customers + 1}`
  const wave = 1 + WAVE_RATIO * Math.sin((2 * Math.PI * at) / WAVE_MS)
  const gap = -Math.log(1 - draw(`${interactionId}:gap`)) * CUSTOMER_GAP_MS * wave
  const [least, most] = GAP_RANGE_MS
  const campaign = pick(draw, `${interactionId}:campaign`, [first, ...others])
  return [
    {
      key: interactionId,
      after: Math.round(Math.min(most, Math.max(least, gap))),
      act: { _tag: "Write", interactionId, campaign }
    }
  ]
}
