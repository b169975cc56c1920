/** A mixed day: arrivals, offers accepted, refused and missed, answers, breaks, and commands that come too late. */
import {
  Driver,
  id,
  type AgentId,
  type CampaignName,
  type Event,
  type InteractionId,
  type MessageId
} from "./centre.ts"
import { seeded } from "./result.ts"

export interface DayShape {
  readonly agents: number
  readonly campaigns: number
  readonly memberships: number
  /** Commands to stop after. */
  readonly commands: number
  readonly seed: number
  /** Whether answers leave, a second after they are planned: three commands each. Left out, they wait for ever. */
  readonly sends?: boolean
}

/** Of the owner of a day in which answers leave. */
export const EPOCH = 1

const CHAT_EVERY = 4
const HASH = (n: number): string => `1:${n.toString(36).padStart(22, "A")}`

/** What happens later, in order of time: a heap would be no clearer for a workload. */
class Agenda {
  private readonly slots = new Map<number, Array<() => void>>()
  private now = 0

  at(second: number, act: () => void): void {
    const when = Math.max(Math.floor(second), this.now + 1)
    const slot = this.slots.get(when)
    if (slot === undefined) this.slots.set(when, [act])
    else slot.push(act)
  }

  /** Runs the next second; its number. */
  next(): number {
    this.now += 1
    const slot = this.slots.get(this.now) ?? []
    this.slots.delete(this.now)
    for (const act of slot) act()
    return this.now
  }
}

/** What a channel tells of a message that has left. */
const sending = (messageId: MessageId): ReadonlyArray<Parameters<Driver["send"]>[1]> => [
  { _tag: "ClaimMessage", messageId, epoch: EPOCH },
  { _tag: "SubmitMessage", messageId, epoch: EPOCH },
  { _tag: "RecordMessageOutcome", messageId, epoch: EPOCH, outcome: "sent" }
]

export function runDay(shape: DayShape): Driver {
  const driver = new Driver()
  const random = seeded(shape.seed)
  const agenda = new Agenda()
  let [second, arrivals] = [0, 0]
  const ms = (): number => second * 1_000

  const send = (command: Parameters<Driver["send"]>[1]): void => {
    const events = driver.send(ms(), command)
    if (events !== null) for (const event of events) react(event)
  }

  const react = (event: Event): void => {
    if (event._tag === "MessagePlanned" && shape.sends)
      agenda.at(second + 1, () => sending(event.messageId).forEach(send))
    if (event._tag !== "InteractionOffered") return
    const { interactionId, offerId, agentId } = event
    const fate = random()
    const after = 1 + random() * 8
    if (fate < 0.08) agenda.at(second + after, () => send({ _tag: "RejectOffer", interactionId, offerId, agentId }))
    else if (fate < 0.93)
      agenda.at(second + after, () => {
        send({ _tag: "AcceptOffer", interactionId, offerId, agentId })
        // A client that answers twice: the second click comes too late.
        if (random() < 0.3) send({ _tag: "AcceptOffer", interactionId, offerId, agentId })
        work(interactionId, agentId)
      })
  }

  const work = (interactionId: InteractionId, agentId: AgentId): void => {
    const handling = 30 + random() * 240
    agenda.at(second + handling / 2, () =>
      send({
        _tag: "SendMessage",
        interactionId,
        agentId,
        contents: { body: id(`b${arrivals}`), raw: null, attachments: [] }
      })
    )
    agenda.at(second + handling, () => {
      send({ _tag: "FinishInteraction", interactionId, agentId })
      if (random() < 0.2) agenda.at(second + 3, () => send({ _tag: "EndWrapUp", agentId }))
    })
  }

  const arrive = (): void => {
    const n = arrivals++
    const campaign = id<CampaignName>(`c${Math.floor(random() * shape.campaigns)}`)
    const interactionId = id<InteractionId>(`i${n.toString(36)}-${shape.seed}`)
    const from = [id<never>(HASH(Math.floor(random() * 50_000)))]
    send({
      _tag: "ReceiveMessage",
      interactionId,
      campaign,
      from,
      contents: { body: id(`m${n}`), raw: null, attachments: [] },
      priority: random() < 0.1 ? 1 : 9_999
    })
    if (random() < 0.05) agenda.at(second + 5 + random() * 60, () => send({ _tag: "LeaveInteraction", interactionId }))
  }

  setUp(driver, shape)
  if (shape.sends === true) driver.send(0, { _tag: "TakeOwnership", epoch: EPOCH })
  const perSecond = shape.agents / 170
  let owed = 0
  for (; driver.commands.length < shape.commands;) {
    second = agenda.next()
    for (owed += perSecond; owed >= 1; owed--) arrive()
    if (random() < 0.5) {
      const agentId = id<AgentId>(`a${Math.floor(random() * shape.agents)}`)
      send({ _tag: "StartBreak", agentId })
      agenda.at(second + 60 + random() * 300, () => send({ _tag: "EndBreak", agentId }))
    }
  }
  return driver
}

const STRATEGIES = ["rrmemory", "leastrecent", "wrandom"] as const

/** Users, campaigns of both kinds and all delivery rules, members with three penalties, everyone signed in. */
function setUp(driver: Driver, { agents, campaigns, memberships, seed }: DayShape): void {
  const random = seeded(seed + 1)
  driver.send(0, { _tag: "CreateCentre", seed: "bench", zone: "UTC" })
  for (let n = 0; n < campaigns; n++)
    driver.send(0, {
      _tag: "CreateCampaign",
      campaign: id(`c${n}`),
      channel: id(n % CHAT_EVERY === 0 ? "chat" : "mail"),
      settings: {
        wrapUpSeconds: n % 2 === 0 ? 10 : 0,
        delivery: STRATEGIES[n % STRATEGIES.length] ?? "rrmemory",
        eligibility: n % 10 === 9 ? "interaction" : "nocall",
        dropoutSeconds: n % CHAT_EVERY === 0 ? 120 : 0,
        perAgentMax: 2
      }
    })
  for (let n = 0; n < agents; n++) {
    const agentId = id<AgentId>(`a${n}`)
    driver.send(0, { _tag: "CreateUser", userId: agentId, displayName: `Agent ${n}`, roles: ["agent"] })
    const chosen = new Set<CampaignName>()
    while (chosen.size < memberships) chosen.add(id(`c${Math.floor(random() * campaigns)}`))
    driver.send(0, {
      _tag: "AddMembers",
      campaigns: [...chosen],
      agents: [agentId],
      penalty: Math.floor(random() * 3) * 10
    })
    driver.send(0, { _tag: "SignIn", agentId, sessionId: id(`s${n}`) })
  }
}
