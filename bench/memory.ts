/** `memory.open`: what one open interaction costs in memory, in a large centre. */
import { Centre } from "@parley/core"
import { demoCentre, id, type AgentId, type CampaignName, type Command } from "./centre.ts"
import { rounded, seeded, type Bench } from "./result.ts"

const AGENTS = 10_000
const CAMPAIGNS = 5_000
const MEMBERSHIPS = 10
const OPEN = 500_000
/** Nine in ten wait; of the others each is owned by somebody. */
const OWNED = OPEN / 10

const hash = (n: number): string => `1:${n.toString(36).padStart(22, "A")}`
/** An id as clients of the centre give it: 36 characters. */
const guid = (n: number): string =>
  `${n.toString(16).padStart(8, "0")}-0000-4000-8000-${n.toString(16).padStart(12, "0")}`

/** Bytes of the heap that are in use once everything that can be freed is. */
function heapBytes(): number {
  const { gc } = globalThis
  if (gc === undefined) throw new Error("memory.open needs a Node started with --expose-gc")
  gc()
  gc()
  return process.memoryUsage().heapUsed
}

export const memoryOpen: Bench = {
  name: "memory.open",
  run: async () => {
    const centre = demoCentre()
    const random = seeded(3)
    let state = centre.initial
    let refused = 0
    const send = (at: number, command: Command): Centre.Stepped | null => {
      const stepped = centre.step(state, Centre.noRows, at, command)
      if (stepped._tag === "Failure") {
        refused += 1
        return null
      }
      state = stepped.success.state
      return stepped.success
    }
    send(0, { _tag: "CreateCentre", seed: "bench", zone: "UTC" })
    for (let n = 0; n < CAMPAIGNS; n++)
      send(0, {
        _tag: "CreateCampaign",
        campaign: id(`c${n}`),
        channel: id("mail"),
        settings: { perAgentMax: 1_000, offerTimeoutSeconds: 0, dropoutSeconds: 86_400 }
      })
    for (let n = 0; n < AGENTS; n++) {
      const agentId = id<AgentId>(`agent-${n}`)
      send(0, { _tag: "CreateUser", userId: agentId, displayName: `Agent ${n}`, roles: ["agent"] })
      const chosen = new Set<CampaignName>()
      while (chosen.size < MEMBERSHIPS) chosen.add(id(`c${Math.floor(random() * CAMPAIGNS)}`))
      send(0, { _tag: "AddMembers", campaigns: [...chosen], agents: [agentId] })
      send(0, { _tag: "SignIn", agentId, sessionId: id(`s${n}`) })
    }
    const before = heapBytes()
    const arrive = (n: number): void => {
      const contents = { body: id<never>(`body-${n}`), raw: null, attachments: [] }
      const campaign = id<CampaignName>(`c${n % CAMPAIGNS}`)
      const from = [id<never>(hash(n))]
      send(1, { _tag: "ReceiveMessage", interactionId: id(guid(n)), campaign, from, contents })
    }
    for (let n = 0; n < OWNED; n++) arrive(n)
    for (let n = 0; n < AGENTS; n++) send(1, { _tag: "StartBreak", agentId: id(`agent-${n}`) })
    for (let n = OWNED; n < OPEN; n++) arrive(n)
    const bytes = (heapBytes() - before) / OPEN
    const open = [...Array(10).keys()].filter(
      (n) => centre.views.interaction(state, guid(n * (OPEN / 10))) !== undefined
    )
    if (open.length !== 10 || refused > 0) throw new Error(`not all are open: ${refused} commands were refused`)
    return [
      {
        name: "memory.open",
        value: rounded(bytes),
        unit: "heap bytes per open interaction",
        baseline: "none",
        baselineValue: null,
        ratio: null,
        gate: "<= 2048",
        aim: "<= 1024",
        passed: bytes <= 2_048,
        detail: { agents: AGENTS, campaigns: CAMPAIGNS, memberships: MEMBERSHIPS, open: OPEN, owned: OWNED }
      }
    ]
  }
}
