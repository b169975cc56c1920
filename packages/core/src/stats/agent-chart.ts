/** What an agent worked on in a day: the 24-hour chart, and interactions by channel. */
import type { ChannelName, Instant } from "../kernel/fields.ts"
import type { Work } from "./agents.ts"
import type { Stretch } from "./local-times.ts"
import { fraction } from "./ratios.ts"

export const CHART_SERIES = ["callsIn", "callsOut", "smsIn", "smsOut", "webChatsIn", "emails", "social"] as const
export type ChartSeries = (typeof CHART_SERIES)[number]

/** One hour of the chart: for each series how many interactions became the agent's, and when. */
export interface ChartHour extends Stretch {
  readonly series: {
    readonly [Series in ChartSeries]: { readonly count: number; readonly instants: ReadonlyArray<Instant> }
  }
}

export interface ChannelRow {
  readonly channel: ChannelName
  readonly in: number
  readonly out: number
  readonly completed: number
}

/** Channels are an open set: what is neither voice, e-mail, SMS nor a live text is social. */
function seriesOf({ channel, kind, media, direction }: Work): ChartSeries | null {
  if (media === "voice") return direction === "in" ? "callsIn" : "callsOut"
  if (channel === "sms") return direction === "in" ? "smsIn" : "smsOut"
  if (channel === "email") return "emails"
  if (kind === "live") return direction === "in" ? "webChatsIn" : null
  return "social"
}

/** The interactions that became the agent's, hour by hour. */
export function chartOf(hours: ReadonlyArray<Stretch>, works: ReadonlyArray<Work>): ReadonlyArray<ChartHour> {
  const begun = works.filter(({ what }) => what === "begun")
  return hours.map(({ from, to }) => {
    const within = begun.filter(({ at }) => at >= from && at < to)
    const of = (series: ChartSeries) => {
      const instants = within.filter((work) => seriesOf(work) === series).map(({ at }) => at)
      return { count: instants.length, instants }
    }
    return {
      from,
      to,
      series: {
        callsIn: of("callsIn"),
        callsOut: of("callsOut"),
        smsIn: of("smsIn"),
        smsOut: of("smsOut"),
        webChatsIn: of("webChatsIn"),
        emails: of("emails"),
        social: of("social")
      }
    }
  })
}

/** Interactions in, out and completed by channel, and the averages of their talk. */
export function interactionsOf(works: ReadonlyArray<Work>) {
  const channels = new Map<ChannelName, ChannelRow>()
  const talk = { voice: 0, text: 0 }
  const completed = { voice: 0, text: 0 }
  for (const { channel, media, what, direction, talkMs, completes } of works) {
    const row = channels.get(channel) ?? { channel, in: 0, out: 0, completed: 0 }
    if (what === "begun") channels.set(channel, { ...row, [direction]: row[direction] + 1 })
    else {
      channels.set(channel, { ...row, completed: row.completed + (completes ? 1 : 0) })
      talk[media] += talkMs
      completed[media] += completes ? 1 : 0
    }
  }
  return {
    channels: [...channels.values()].sort((a, b) => (a.channel < b.channel ? -1 : 1)),
    completed: completed.voice + completed.text,
    averageSpokenMs: fraction(talk.voice, completed.voice),
    averageAttendedMs: fraction(talk.text, completed.text)
  }
}
