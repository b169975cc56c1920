/** `routing.agents`, `routing.memberships` and `routing.queue`: what routing costs as the centre grows. */
import { Centre } from "@parley/core"
import { demoCentre, id, type AgentId, type CampaignName, type Command, type InteractionId } from "./centre.ts"
import { best, cpuSeconds, rounded, seeded, type Bench } from "./result.ts"

const CAMPAIGNS = 100
const MEMBERSHIPS = 10
const RUNS = 3
const SKILL = "french"
const ROUTED = 5_000

/** A centre with so many agents, the last of them on a break, so that a share is eligible. */
function centreWith(options: {
  readonly agents: number
  readonly campaigns: number
  readonly memberships: number
  readonly eligibleRatio: number
  readonly delivery: string
}): { readonly centre: Centre.Centre; readonly state: Centre.State } {
  const centre = demoCentre()
  const random = seeded(11)
  let state = centre.initial
  const send = (command: Command): void => {
    const stepped = centre.step(state, Centre.noRows, 0, command)
    if (stepped._tag === "Failure") throw new Error(JSON.stringify(stepped.failure))
    state = stepped.success.state
  }
  send({ _tag: "CreateCentre", seed: "bench", zone: "UTC" })
  for (let n = 0; n < options.campaigns; n++)
    send({
      _tag: "CreateCampaign",
      campaign: id(`c${n}`),
      channel: id("mail"),
      settings: {
        delivery: options.delivery,
        perAgentMax: 1_000,
        // Everybody has the skill, at one of a hundred levels.
        ...(options.delivery === "bestskill" ? { skills: [{ skill: SKILL, level: 1 }] } : {})
      }
    })
  const eligible = Math.max(1, Math.round(options.agents * options.eligibleRatio))
  for (let n = 0; n < options.agents; n++) {
    const agentId = id<AgentId>(`agent-${n}`)
    send({ _tag: "CreateUser", userId: agentId, displayName: `Agent ${n}`, roles: ["agent"] })
    const chosen = new Set<CampaignName>()
    while (chosen.size < options.memberships) chosen.add(id(`c${Math.floor(random() * options.campaigns)}`))
    send({ _tag: "AddMembers", campaigns: [...chosen], agents: [agentId], penalty: Math.floor(random() * 3) * 10 })
    send({ _tag: "SignIn", agentId, sessionId: id(`s${n}`) })
    if (options.delivery === "bestskill")
      send({ _tag: "SetAgentSkills", agentId, skills: [{ skill: SKILL, level: 1 + Math.floor(random() * 100) }] })
    // Spread over the joining order: the eligible are not those who came first.
    if (Math.floor(((n + 1) * eligible) / options.agents) === Math.floor((n * eligible) / options.agents))
      send({ _tag: "StartBreak", agentId })
  }
  return { centre, state }
}

/** CPU microseconds for one interaction that arrives, is offered, accepted and finished. */
function costOfRouting(
  start: { readonly centre: Centre.Centre; readonly state: Centre.State },
  campaigns: number
): number {
  const { centre } = start
  const random = seeded(5)
  let state = start.state
  let routed = 0
  const send = (at: number, command: Command): Centre.Stepped => {
    const stepped = centre.step(state, Centre.noRows, at, command)
    if (stepped._tag === "Failure") throw new Error(JSON.stringify(stepped.failure))
    state = stepped.success.state
    return stepped.success
  }
  const contents = { body: null, raw: null, attachments: [] }
  const route = (n: number): void => {
    const interactionId = id<InteractionId>(`interaction-${n}`)
    const at = n + 1
    const campaign = id<CampaignName>(`c${Math.floor(random() * campaigns)}`)
    const arrived = send(at, { _tag: "ReceiveMessage", interactionId, campaign, contents })
    for (const event of arrived.events)
      if (event._tag === "InteractionOffered") {
        const { offerId, agentId } = event
        send(at, { _tag: "AcceptOffer", interactionId, offerId, agentId })
        send(at, { _tag: "FinishInteraction", interactionId, agentId })
        routed += 1
      }
  }
  for (let n = 0; n < ROUTED / 5; n++) route(n)
  routed = 0
  const seconds = cpuSeconds(() => {
    for (let n = ROUTED; n < 2 * ROUTED; n++) route(n)
  })
  if (routed === 0) throw new Error("nothing was routed")
  return (seconds / routed) * 1e6
}

const RULES = ["rrmemory", "leastrecent", "wrandom", "bestskill"] as const
const SHARES = [0.01, 0.5, 1] as const

export const routingAgents: Bench = {
  name: "routing.agents",
  run: async () => {
    const cases = RULES.flatMap((delivery) => SHARES.map((eligibleRatio) => ({ delivery, eligibleRatio })))
    const measured = cases.map((one) => {
      const small = centreWith({ agents: 100, campaigns: CAMPAIGNS, memberships: MEMBERSHIPS, ...one })
      const large = centreWith({ agents: 10_000, campaigns: CAMPAIGNS, memberships: MEMBERSHIPS, ...one })
      const runs = Array.from({ length: RUNS }, () => ({
        small: costOfRouting(small, CAMPAIGNS),
        large: costOfRouting(large, CAMPAIGNS)
      }))
      const [smallUs, largeUs] = [best(runs.map((run) => run.small)), best(runs.map((run) => run.large))]
      return { ...one, smallUs: rounded(smallUs), largeUs: rounded(largeUs), ratio: rounded(largeUs / smallUs) }
    })
    const worst = measured.reduce((a, b) => (b.ratio > a.ratio ? b : a))
    return [
      {
        name: "routing.agents",
        value: worst.largeUs,
        unit: "CPU microseconds per routed interaction at 10,000 agents",
        baseline: "the same at 100 agents",
        baselineValue: worst.smallUs,
        ratio: worst.ratio,
        gate: "<= 4",
        aim: "<= 2",
        passed: worst.ratio <= 4,
        detail: { campaigns: CAMPAIGNS, memberships: MEMBERSHIPS, worst: worst.delivery, cases: measured }
      }
    ]
  }
}

export const routingMemberships: Bench = {
  name: "routing.memberships",
  run: async () => {
    const [agents, campaigns] = [1_000, 1_000]
    const measured = RULES.map((delivery) => {
      const with_ = (memberships: number) =>
        centreWith({ agents, campaigns, memberships, eligibleRatio: 0.5, delivery })
      const [few, many] = [with_(10), with_(100)]
      const runs = Array.from({ length: RUNS }, () => ({
        few: costOfRouting(few, campaigns),
        many: costOfRouting(many, campaigns)
      }))
      const [fewUs, manyUs] = [best(runs.map((run) => run.few)), best(runs.map((run) => run.many))]
      return { delivery, fewUs: rounded(fewUs), manyUs: rounded(manyUs), ratio: rounded(manyUs / fewUs) }
    })
    const worst = measured.reduce((a, b) => (b.ratio > a.ratio ? b : a))
    return [
      {
        name: "routing.memberships",
        value: worst.manyUs,
        unit: "CPU microseconds per routed interaction at 100 memberships per agent",
        baseline: "the same at 10 memberships",
        baselineValue: worst.fewUs,
        ratio: worst.ratio,
        gate: "<= 4",
        aim: "<= 2",
        passed: worst.ratio <= 4,
        detail: { agents, campaigns, worst: worst.delivery, cases: measured }
      }
    ]
  }
}

/** A centre in which so many wait; one agent takes one after another. */
function crowded(waiting: number): { readonly centre: Centre.Centre; readonly state: Centre.State } {
  const { centre, state: empty } = centreWith({
    agents: 1,
    campaigns: 1,
    memberships: 1,
    eligibleRatio: 1,
    delivery: "rrmemory"
  })
  let state = empty
  const contents = { body: null, raw: null, attachments: [] }
  const send = (command: Command): void => {
    const stepped = centre.step(state, Centre.noRows, 0, command)
    if (stepped._tag === "Success") state = stepped.success.state
  }
  send({ _tag: "StartBreak", agentId: id("agent-0") })
  send({ _tag: "ChangeCampaign", campaign: id("c0"), settings: { perAgentMax: 1 } })
  for (let n = 0; n < waiting; n++)
    send({ _tag: "ReceiveMessage", interactionId: id(`waiting-${n}`), campaign: id("c0"), contents })
  return { centre, state }
}

/** CPU microseconds for one waiting interaction that is offered, accepted, finished, while another arrives. */
function costOfServing(start: { readonly centre: Centre.Centre; readonly state: Centre.State }): number {
  const { centre } = start
  let state = start.state
  let offer: Extract<Centre.CentreEvent, { _tag: "InteractionOffered" }> | null = null
  const contents = { body: null, raw: null, attachments: [] }
  const send = (at: number, command: Command): void => {
    const stepped = centre.step(state, Centre.noRows, at, command)
    if (stepped._tag === "Failure") throw new Error(JSON.stringify(stepped.failure))
    state = stepped.success.state
    for (const event of stepped.success.events) if (event._tag === "InteractionOffered") offer = event
  }
  const serve = (n: number): void => {
    if (offer === null) throw new Error("nothing is offered")
    const { interactionId, offerId, agentId } = offer
    send(n, { _tag: "AcceptOffer", interactionId, offerId, agentId })
    send(n, { _tag: "ReceiveMessage", interactionId: id(`next-${n}`), campaign: id("c0"), contents })
    send(n, { _tag: "FinishInteraction", interactionId, agentId })
  }
  send(1, { _tag: "EndBreak", agentId: id("agent-0") })
  for (let n = 2; n < 402; n++) serve(n)
  const count = ROUTED
  const seconds = cpuSeconds(() => {
    for (let n = 1_000; n < 1_000 + count; n++) serve(n)
  })
  return (seconds / count) * 1e6
}

export const routingQueue: Bench = {
  name: "routing.queue",
  run: async () => {
    const [small, large] = [crowded(1_000), crowded(1_000_000)]
    const runs = Array.from({ length: RUNS }, () => ({ small: costOfServing(small), large: costOfServing(large) }))
    const [smallUs, largeUs] = [best(runs.map((run) => run.small)), best(runs.map((run) => run.large))]
    return [
      {
        name: "routing.queue",
        value: rounded(largeUs),
        unit: "CPU microseconds per routed interaction with 1,000,000 waiting",
        baseline: "the same with 1,000 waiting",
        baselineValue: rounded(smallUs),
        ratio: rounded(largeUs / smallUs),
        gate: "<= 3",
        aim: "<= 2",
        passed: largeUs / smallUs <= 3,
        detail: { campaigns: 1, agents: 1 }
      }
    ]
  }
}
