/** The table 4.3: who among the eligible is offered an entry. */
import type { Routing } from "@parley/core"
import { loadOf } from "./burden.ts"
import { found, type NaiveAgent, type NaiveCampaign, type NaiveEntry, type NaiveMember, type World } from "./world.ts"

/** Most members who ring at once. */
const RING_MAX = 64

/** What a rule looks at besides the eligible members. */
export interface Asked {
  readonly world: World
  readonly campaign: NaiveCampaign
  readonly entry: NaiveEntry
}

export interface NaiveDelivery {
  /** On voice the best penalty comes first; false when the rule weighs penalties itself. */
  readonly ranksPenalty: boolean
  /** `draws`: any of them may be the one. `rings`: all of them at once. `names`: the one that `next` names. */
  readonly way: "draws" | "rings" | "names"
  readonly next: (eligible: ReadonlyArray<NaiveMember>, asked: Asked) => NaiveMember | null
}

type Metric = (member: NaiveMember, asked: Asked) => number

/** By position, then id. */
const byPlace = (a: NaiveMember, b: NaiveMember): number => a.position - b.position || (a.agentId < b.agentId ? -1 : 1)

const inPlaces = (members: ReadonlyArray<NaiveMember>): ReadonlyArray<NaiveMember> => [...members].sort(byPlace)

const names = (next: NaiveDelivery["next"]): NaiveDelivery => ({ ranksPenalty: true, way: "names", next })

/** The lowest, ties by position, then id. */
const lowest = (metric: Metric): NaiveDelivery =>
  names(
    (members, asked) =>
      [...members].sort((a, b) => Math.sign(metric(a, asked) - metric(b, asked)) || byPlace(a, b))[0] ?? null
  )

type Place = Pick<NaiveMember, "agentId" | "ordinal" | "position">

/** In a circle, after where the pointer stands: `key` first, then position, then id. */
const circling = (key: (place: Place) => number): NaiveDelivery =>
  names((members, { campaign: { pointer } }) => {
    const order = (a: Place, b: Place): number =>
      key(a) - key(b) || a.position - b.position || (a.agentId < b.agentId ? -1 : a.agentId > b.agentId ? 1 : 0)
    const circle = [...members].sort(order)
    return (pointer === null ? undefined : circle.find((member) => order(member, pointer) > 0)) ?? circle[0] ?? null
  })

const agentOf = (world: World, { agentId }: NaiveMember): NaiveAgent => found(world.agents, agentId, "agent")

/** Load ÷ capacity of `a` less than that of `b`, without dividing. */
const occupation = ({ world, campaign }: Asked, member: NaiveMember) => {
  const agent = agentOf(world, member)
  return { load: loadOf(world, agent.id), whole: agent.capacity ?? campaign.settings.perAgentMax }
}

const leastOccupied: NaiveDelivery = names(
  (members, asked) =>
    [...members].sort((a, b) => {
      const [x, y] = [occupation(asked, a), occupation(asked, b)]
      return x.load * y.whole - y.load * x.whole || byPlace(a, b)
    })[0] ?? null
)

const draws = (ranksPenalty: boolean): NaiveDelivery => ({ ranksPenalty, way: "draws", next: () => null })

export const deliveryRules: ReadonlyArray<readonly [string, NaiveDelivery]> = [
  ["ringall", { ranksPenalty: true, way: "rings", next: (members) => inPlaces(members)[0] ?? null }],
  ["leastrecent", lowest(({ lastEndedAt }) => lastEndedAt ?? Number.NEGATIVE_INFINITY)],
  [
    "mostidle",
    lowest((member, { world }) => {
      const { lastEndedAt, freeSince } = agentOf(world, member)
      return Math.max(lastEndedAt ?? 0, freeSince)
    })
  ],
  ["fewestcalls", lowest(({ completedToday }) => completedToday)],
  ["random", draws(true)],
  ["rrmemory", circling(({ ordinal }) => ordinal)],
  ["rrordered", circling(({ position }) => position)],
  ["linear", lowest(({ position }) => position)],
  ["wrandom", draws(false)],
  ["leastoccupied", leastOccupied],
  [
    "bestskill",
    lowest((member, { world, entry }) => {
      const { skills } = agentOf(world, member)
      return -[...entry.requirement.skills.keys()].reduce((total, skill) => total + (skills.get(skill) ?? 0), 0)
    })
  ]
]

/** Those who ring together. */
export const ringOf = (eligible: ReadonlyArray<NaiveMember>): ReadonlyArray<NaiveMember> =>
  inPlaces(eligible).slice(0, RING_MAX)

/** A strategy under test, by its own words. */
export function ownDelivery(rule: Routing.Delivery): NaiveDelivery {
  switch (rule.kind) {
    case "drawn":
      return draws(rule.tiers === true)
    case "ring":
      return { ranksPenalty: true, way: "rings", next: (members) => inPlaces(members)[0] ?? null }
    case "skilled":
      throw new Error("the domain's own rule is the only one of this kind")
    case "keyed":
      return rule.from === "first" ? lowest(rule.key) : circling((place) => rule.key({ ...NEW, ...place }))
    case "standing":
      return names((members, asked) => {
        const ratio = (member: NaiveMember) => {
          const { part, whole } = rule.ratio(standing(asked, member))
          return { part, whole: whole ?? asked.campaign.settings.perAgentMax }
        }
        const order = (a: NaiveMember, b: NaiveMember): number =>
          ratio(a).part * ratio(b).whole - ratio(b).part * ratio(a).whole || byPlace(a, b)
        return [...members].sort(order)[0] ?? null
      })
    case "scored":
      return names((members, asked) => {
        const looked = inPlaces(members).slice(0, rule.scan)
        return lowest((member) => scoreOf(rule, member, asked)).next(looked, asked)
      })
  }
}

/** What a rule in a circle is told of a member who left. */
const NEW = { penalty: 0, lastEndedAt: null, completedToday: 0 }

const listed = (skills: ReadonlyMap<string, number>) =>
  [...skills].map(([skill, level]) => ({ skill, level })).sort((a, b) => (a.skill < b.skill ? -1 : 1))

const standing = ({ world }: Asked, member: NaiveMember) => {
  const { id: agentId, capacity, lastEndedAt, freeSince } = agentOf(world, member)
  return { agentId, load: loadOf(world, agentId), capacity, lastEndedAt, freeSince }
}

function scoreOf(
  rule: Routing.ScoredDelivery,
  { agentId, ordinal, position, penalty, lastEndedAt, completedToday }: NaiveMember,
  asked: Asked
): number {
  const member = found(asked.campaign.members, agentId, "member")
  const own = { ordinal, position, penalty, lastEndedAt, completedToday }
  const skills = listed(agentOf(asked.world, member).skills)
  return rule.score({ ...standing(asked, member), ...own, skills }, { skills: listed(asked.entry.requirement.skills) })
}
