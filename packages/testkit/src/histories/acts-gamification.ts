/** Measures, badges, areas and groups that come and go; points and badges for whoever there is. */
import { hamtValues, type Hamt } from "@parley/core/internal"
import type { PlainCommand } from "../harness.ts"
import { isStray, pick, type Picks, type Resolve, type Scene } from "./scene.ts"

const NOTHING = "nothing"
const MEASURES = ["calls", "sales"] as const
const BADGES = ["star"] as const
const AREAS = ["land"] as const
const GROUPS = ["north", "south"] as const
const DAY_MS = 86_400_000

const namesIn = <V extends { readonly name: string }>(values: Hamt<V>): ReadonlyArray<string> =>
  [...hamtValues(values)].map(({ name }) => name).sort()

/** One that there is not yet, now and then one that there is. */
const fresh = (pool: ReadonlyArray<string>, known: ReadonlyArray<string>, picks: Picks): string | undefined =>
  isStray(picks) ? pick(pool, picks.a) : pool.find((name) => !known.includes(name))

/** One that there is, now and then one that there is not. */
const named = (known: ReadonlyArray<string>, picks: Picks): string | undefined =>
  isStray(picks) ? NOTHING : pick(known, picks.a)

/** About one that there is. */
const about =
  (
    known: (scene: Scene) => ReadonlyArray<string>,
    command: (name: string, scene: Scene, picks: Picks) => PlainCommand
  ): Resolve =>
  (scene, picks) => {
    const name = named(known(scene), picks)
    return name === undefined ? null : command(name, scene, picks)
  }

const measures = (scene: Scene): ReadonlyArray<string> => namesIn(scene.facts.gamification.measures)
const badges = (scene: Scene): ReadonlyArray<string> => namesIn(scene.facts.gamification.badges)
const areas = (scene: Scene): ReadonlyArray<string> => namesIn(scene.facts.gamification.areas)
const groups = (scene: Scene): ReadonlyArray<string> => namesIn(scene.facts.gamification.groups)

const objectiveOf = (n: number): number | null => (n % 3 === 0 ? null : n)

const define: ReadonlyArray<Resolve> = [
  (scene, picks) => {
    const name = fresh(MEASURES, measures(scene), picks)
    return name === undefined ? null : { _tag: "DefineMeasure", name, objective: objectiveOf(picks.b) }
  },
  (scene, picks) => {
    const name = fresh(GROUPS, groups(scene), picks)
    const area = picks.b % 4 === 0 ? null : (pick(areas(scene), picks.b) ?? null)
    return name === undefined ? null : { _tag: "DefineAgentGroup", name, area }
  },
  (scene, picks) => {
    const name = fresh(AREAS, areas(scene), picks)
    return name === undefined ? null : { _tag: "DefineArea", name }
  },
  (scene, picks) => {
    const name = fresh(BADGES, badges(scene), picks)
    return name === undefined ? null : { _tag: "DefineBadge", name }
  }
]

const change: ReadonlyArray<Resolve> = [
  about(measures, (name, _, { b, c }) => ({
    _tag: "ChangeMeasure",
    name,
    label: `label${b % 2}`,
    objective: objectiveOf(c)
  })),
  about(groups, (name, scene, { b }) => {
    const area = b % 2 === 0 ? null : (pick(areas(scene), b) ?? null)
    return { _tag: "ChangeAgentGroup", name, area }
  }),
  about(areas, (name, _, { b }) => ({ _tag: "ChangeArea", name, label: `label${b}` })),
  about(badges, (name, _, { b }) => ({ _tag: "ChangeBadge", name, label: `label${b}` }))
]

const remove: ReadonlyArray<Resolve> = [
  about(measures, (name) => ({ _tag: "RemoveMeasure", name })),
  about(groups, (name) => ({ _tag: "RemoveAgentGroup", name })),
  about(areas, (name) => ({ _tag: "RemoveArea", name })),
  about(badges, (name) => ({ _tag: "RemoveBadge", name }))
]

/** One of the kinds that there are, by what else was picked; where there is none yet, one is defined. */
const oneOf =
  (resolves: ReadonlyArray<Resolve>): Resolve =>
  (scene, picks) => {
    const kind = picks.a + picks.b
    const first = pick(resolves, kind)?.(scene, picks)
    return first ?? pick(define, kind)?.(scene, picks) ?? null
  }

export const defineGame = oneOf(define)
export const changeGame = oneOf(change)
export const removeGame = oneOf(remove)

/** What some histories begin with: a contest of two groups, one of them in an area. */
export const gamePrelude = (seed: number): ReadonlyArray<PlainCommand> => [
  { _tag: "DefineMeasure", name: "calls", objective: seed % 4 },
  { _tag: "DefineBadge", name: "star" },
  { _tag: "DefineArea", name: "land" },
  { _tag: "DefineAgentGroup", name: "north", area: "land" },
  { _tag: "DefineAgentGroup", name: "south" },
  { _tag: "AssignAgentGroup", group: "north", agentIds: ["ann", "bob"] },
  { _tag: "AssignAgentGroup", group: "south", agentIds: ["cyd"] }
]

/** Two agents at once, or one twice. */
export const assignAgentGroup: Resolve = (scene, picks) => {
  const agentIds = [picks.a, picks.b].flatMap((n) => scene.agent(n)?.id ?? [])
  if (agentIds.length === 0) return null
  const group = picks.c % 4 === 0 ? null : (pick(groups(scene), picks.c) ?? null)
  return { _tag: "AssignAgentGroup", group: isStray(picks) ? NOTHING : group, agentIds }
}

/** A few rows about few days, so that they meet: of those of before, and of each other. */
export const recordPoints: Resolve = (scene, picks) => {
  const measure = named(measures(scene), picks)
  if (measure === undefined) return null
  const entries = [picks.a, picks.b, picks.c].flatMap((n) => {
    const agentId = scene.agent(n)?.id
    const date = new Date(scene.driver.now - (n % 3) * DAY_MS).toISOString().slice(0, 10)
    return agentId === undefined ? [] : [{ agentId, measure, date, points: picks.c % 4 }]
  })
  return entries.length === 0 ? null : { _tag: "RecordPoints", entries }
}

export const awardBadge: Resolve = (scene, picks) => {
  const agentId = scene.agent(picks.a)?.id
  const supervisor = [...hamtValues(scene.facts.users)]
    .filter(({ roles, disabled }) => roles.includes("supervisor") && !disabled)
    .map(({ id }) => id)
    .sort()
  const supervisorId = pick(supervisor, picks.b)
  const badge = named(badges(scene), picks)
  if (agentId === undefined || supervisorId === undefined || badge === undefined) return null
  return { _tag: "AwardBadge", badgeAwardId: `a${picks.c}`, agentId, badge, supervisorId }
}
