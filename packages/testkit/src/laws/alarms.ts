import { Stats } from "@parley/core"
import { firstOf, type Boundary, type Complaint, type Law } from "./law.ts"
import type { NaiveCampaign, World } from "./world.ts"

type Level = Stats.AlarmLevel

/**
 * What the notices so far come to is what the figures by hand are above or below; and nothing crosses by time before it
 * is said to. `projection` is the one under test.
 */
export const alarmsLaw = (projection: Stats.Projection<Stats.AlarmsView> = Stats.alarms): Law => ({
  id: "D3.10g",
  says: "Each crossing of an alarm's level, either way, is one notice.",
  every: 3,
  watch: () => {
    let view = projection.initial
    let wrong: Complaint = null
    const levels = new Map<string, Level>()
    const hear = (notices: ReadonlyArray<Stats.AlarmNotice>): void => {
      for (const { campaign, alarm, from, to } of notices) {
        const key = `${campaign} ${alarm}`
        const known = levels.get(key) ?? "none"
        if (from !== known || to === from) wrong ??= `${key} is said to go from ${from} to ${to}, but was ${known}`
        levels.set(key, to)
      }
    }
    return {
      event: (_world, recorded) => {
        view = projection.evolve(view, recorded)
        hear(view.notices)
        const { event } = recorded
        if (event._tag === "CampaignRemoved")
          for (const alarm of Stats.ALARMS) levels.delete(`${event.campaign} ${alarm}`)
        return wrong
      },
      look: (boundary) => {
        view = Stats.passTime(view, boundary.step.at)
        hear(view.notices)
        return wrong ?? otherwise(view, levels, boundary)
      }
    }
  }
})

function otherwise(
  view: Stats.AlarmsView,
  levels: ReadonlyMap<string, Level>,
  { world, step: { at } }: Boundary
): Complaint {
  const due = Stats.nextAlarmAt(view)
  if (due !== null && due <= at) return `a level was crossed at ${due}, and nobody said so at ${at}`
  return firstOf(
    [...world.campaigns.values()].flatMap((campaign) =>
      Stats.ALARMS.map((alarm) => {
        const told = levels.get(`${campaign.name} ${alarm}`) ?? "none"
        const is = levelOf(world, view, { campaign, alarm, at })
        return told === is ? null : `${alarm} of ${campaign.name} is ${is}, the notices say ${told}`
      })
    )
  )
}

interface Asked {
  readonly campaign: NaiveCampaign
  readonly alarm: Stats.AlarmName
  readonly at: number
}

/** The level by the words of 3.10; ratios are those of the status row, which a law of its own holds. */
function levelOf(world: World, view: Stats.AlarmsView, asked: Asked): Level {
  const { warning, danger } = asked.campaign.settings.alarms[asked.alarm]
  const value = valueOf(world, view, asked)
  if (value === null) return "none"
  const beyond = (level: number | null): boolean =>
    level !== null && (asked.alarm === "serviceLevel" ? value < level : value >= level)
  return beyond(danger) ? "danger" : beyond(warning) ? "warning" : "none"
}

function valueOf(world: World, view: Stats.AlarmsView, { campaign: { name }, alarm, at }: Asked): number | null {
  const own = [...world.interactions.values()].filter(({ campaign }) => campaign === name)
  const waiting = own.filter(({ stage }) => stage === "waiting" || stage === "offered")
  const oldest = (since: ReadonlyArray<number>): number | null =>
    since.length === 0 ? null : (at - Math.min(...since)) / 1_000
  switch (alarm) {
    case "waiting":
      return waiting.length
    case "longestWaitSeconds":
      return oldest(waiting.flatMap(({ entry }) => entry?.waitingSince ?? []))
    case "chatSeconds":
      return oldest(
        own.flatMap(({ stage, acceptedAt }) => (stage === "active" && acceptedAt !== null ? [acceptedAt] : []))
      )
    case "serviceLevel":
    case "abandonRatio": {
      const row = Stats.rowOf(view.live, name)
      return row === undefined ? null : row.today[alarm]
    }
  }
}
