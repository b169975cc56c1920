/** A state as plain data in one order, so that two states can be compared and told apart by name. */
import type { Centre } from "@parley/core"
import {
  bitsHas,
  hamtEntries,
  orderedFrom,
  vectorLength,
  vectorValues,
  type Bits,
  type Facts,
  type Hamt,
  type Indexes
} from "@parley/core/internal"

const byKey = <V>(map: Hamt<V>): ReadonlyArray<readonly [string, V]> =>
  [...hamtEntries(map)].map(([key, value]) => [key, value] as const).sort(([a], [b]) => (a < b ? -1 : 1))

const plainChats = (chats: Facts["chats"]["pairs"]): ReadonlyArray<object> =>
  byKey(chats).map(([, chat]) => ({ ...chat, marks: byKey(chat.marks) }))

/** Members of a bit set below `limit`, and how many it says it has. */
const numbersIn = (bits: Bits, limit: number): ReadonlyArray<number> => [
  bits.count,
  ...Array.from({ length: limit }, (_, index) => index).filter((index) => bitsHas(bits, index))
]

/** Facts, in the order of keys where the structure has none. */
export const plainFacts = (facts: Facts): object => ({
  ...facts,
  tenant: { ...facts.tenant, watermarks: byKey(facts.tenant.watermarks) },
  users: byKey(facts.users),
  agents: [...vectorValues(facts.agents)],
  agentNumbers: byKey(facts.agentNumbers),
  campaigns: [...vectorValues(facts.campaigns)].map((campaign) => ({ ...campaign, members: byKey(campaign.members) })),
  campaignNumbers: byKey(facts.campaignNumbers),
  interactions: byKey(facts.interactions),
  conversations: byKey(facts.conversations),
  outgoing: byKey(facts.outgoing),
  gamification: {
    ...facts.gamification,
    measures: byKey(facts.gamification.measures),
    badges: byKey(facts.gamification.badges),
    areas: byKey(facts.gamification.areas),
    groups: byKey(facts.gamification.groups),
    groupOf: byKey(facts.gamification.groupOf),
    tallies: byKey(facts.gamification.tallies),
    awards: byKey(facts.gamification.awards),
    awarded: byKey(facts.gamification.awarded).map(([agentId, awards]) => [agentId, [...vectorValues(awards)]])
  },
  dispositions: byKey(facts.dispositions),
  texts: { templates: byKey(facts.texts.templates), canned: byKey(facts.texts.canned) },
  chats: {
    pairs: plainChats(facts.chats.pairs),
    partners: byKey(facts.chats.partners),
    campaigns: plainChats(facts.chats.campaigns)
  },
  notices: byKey(facts.notices),
  phonebook: { entries: byKey(facts.phonebook.entries), counts: byKey(facts.phonebook.counts) },
  dialers: {
    ...facts.dialers,
    dialers: byKey(facts.dialers.dialers),
    lists: byKey(facts.dialers.lists),
    inFlight: byKey(facts.dialers.inFlight)
  },
  pacing: {
    windows: byKey(facts.pacing.windows).map(([key, window]) => [
      key,
      { ...window, ended: [...vectorValues(window.ended)].slice(window.start), start: 0 }
    ]),
    expiries: [...orderedFrom(facts.pacing.expiries)],
    slots: byKey(facts.pacing.slots)
  }
})

/** Indexes; who edited them last and tiers in which nobody is open any more do not count. */
export function plainIndexes(indexes: Indexes, facts: Facts): object {
  const agents = vectorLength(facts.agents)
  return {
    available: indexes.available.map((one) => [one.rule, one.campaigns, numbersIn(one.agents, agents)]),
    idle: numbersIn(indexes.idle, agents),
    full: indexes.full.map(({ cost, campaigns, agents: bits }) => [cost, campaigns, numbersIn(bits, agents)]),
    skills: byKey(indexes.skills).map(([skill, { tiers }]) => [
      skill,
      tiers.map(({ level, agents: bits, reached }) => [level, numbersIn(bits, agents), numbersIn(reached, agents)])
    ]),
    standing: indexes.standing.map(({ name, campaigns, own, measured }) => [
      name,
      campaigns,
      [...orderedFrom(own)],
      [...orderedFrom(measured)]
    ]),
    windows: byKey(indexes.windows).map(([id, { entries }]) => [id, [...orderedFrom(entries)]]),
    waiting: numbersIn(indexes.waiting, vectorLength(facts.campaigns)),
    weighted: numbersIn(indexes.weighted, vectorLength(facts.campaigns)),
    deadlines: [...orderedFrom(indexes.deadlines)],
    campaigns: [...vectorValues(indexes.campaigns)].map((index) => ({
      classes: index.classes.map(({ key, fresh, marked }) => [key, [...orderedFrom(fresh)], [...orderedFrom(marked)]]),
      windowed: [...orderedFrom(index.windowed)],
      takers: numbersIn(index.takers, agents),
      unoffered: index.unoffered,
      backlog: [...orderedFrom(index.backlog)],
      entered: [...orderedFrom(index.entered)],
      offered: index.offered,
      total: index.total,
      open: numbersIn(index.open, agents),
      tiers: index.tiers
        .filter(({ members }) => members.count > 0)
        .map(({ penalty, members }) => [penalty, numbersIn(members, agents)]),
      order: [...orderedFrom(index.order)],
      nobodyAt: index.nobodyAt
    }))
  }
}

export const plainState = ({ facts, indexes }: Centre.State): object => ({
  facts: plainFacts(facts),
  indexes: plainIndexes(indexes, facts)
})

/** Where two plain values differ first: `facts.interactions.0.1.stage: "waiting" ≠ "offered"`; null when nowhere. */
export function differenceOf(a: unknown, b: unknown, path = ""): string | null {
  if (Object.is(a, b)) return null
  if (!isObject(a) || !isObject(b)) return `${path}: ${shown(a)} ≠ ${shown(b)}`
  const keys = Object.keys(a)
  for (const key of keys) {
    if (Object.is(a[key], b[key])) continue
    const difference = differenceOf(a[key], b[key], path === "" ? key : `${path}.${key}`)
    if (difference !== null) return difference
  }
  const others = Object.keys(b)
  if (others.length === keys.length) return null
  const more = others.find((key) => !(key in a) && b[key] !== undefined)
  return more === undefined ? null : `${path}.${more}: nothing ≠ ${shown(b[more])}`
}

const isObject = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === "object" && value !== null

const shown = (value: unknown): string => (value === undefined ? "nothing" : JSON.stringify(value))
