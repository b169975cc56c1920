/** Opening hours and holidays: schedules that turn within a history, days off that begin at the next midnight. */
import { isStray, pick, type Resolve, type Scene } from "./scene.ts"

const HOLIDAYS = ["labour", "local"] as const

const dateAt = (scene: Scene, days: number): string =>
  new Date(scene.driver.now + days * 86_400_000).toISOString().slice(0, 10)

/** Several ranges a week around the times at which histories are played; the first is over soon. */
export const SCHEDULES = [
  null,
  [{ day: "mon", from: "09:00", to: "09:01" }],
  [
    { day: "mon", from: "08:00", to: "23:59" },
    { day: "tue", from: "00:00", to: "00:01" }
  ],
  [{ day: "mon", from: "23:00", to: "24:00" }]
] as const

export const setSchedule: Resolve = (scene, picks) => {
  const campaign = scene.campaign(picks.a)?.name
  if (campaign === undefined) return null
  const empty = [{ day: "mon", from: "10:00", to: "09:59" }] as const
  const schedule = isStray(picks) && picks.b < 8 ? empty : (pick(SCHEDULES, picks.b) ?? null)
  return { _tag: "ChangeCampaign", campaign, settings: { schedule } }
}

export const defineHoliday: Resolve = (scene, picks) => {
  const name = isStray(picks) ? pick(HOLIDAYS, picks.a) : HOLIDAYS.find((one) => !known(scene).includes(one))
  const campaign = scene.campaign(picks.b)?.name
  if (name === undefined || campaign === undefined) return null
  const campaigns = picks.c % 2 === 0 ? [] : [campaign]
  return { _tag: "DefineHoliday", name, from: dateAt(scene, picks.c % 3), recurring: picks.a % 2 === 0, campaigns }
}

export const changeHoliday: Resolve = (scene, picks) => {
  const name = isStray(picks) ? "nothing" : pick(known(scene), picks.a)
  if (name === undefined) return null
  const from = dateAt(scene, picks.b % 3)
  return { _tag: "ChangeHoliday", name, from, to: picks.c === 13 ? dateAt(scene, -1) : from }
}

export const removeHoliday: Resolve = (scene, picks) => {
  const name = isStray(picks) ? "nothing" : pick(known(scene), picks.a)
  return name === undefined ? null : { _tag: "RemoveHoliday", name }
}

const known = (scene: Scene): ReadonlyArray<string> => scene.facts.holidays.map(({ name }) => name)
