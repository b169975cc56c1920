import type { Holiday } from "@parley/core"
import { firstOf, type Complaint, type Law } from "./law.ts"
import type { NaiveCampaign, World } from "./world.ts"

const MINUTE_MS = 60_000
const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const

/** A campaign is open exactly while the clock on its wall says so. */
export const hours: Law = {
  id: "D3.5a",
  says: "A campaign is open at an instant iff its local time lies in a range of its schedule, and it is no holiday.",
  watch: () => ({
    boundary: ({ world }) => firstOf([...world.campaigns.values()].map((campaign) => otherHours(world, campaign)))
  })
}

function otherHours(world: World, campaign: NaiveCampaign): Complaint {
  const { name, open, turnsAt } = campaign
  // The writer sleeps through a turn and wakes with it due: until the Tick it is as it was.
  if (turnsAt !== null && turnsAt <= world.now) return null
  const should = isOpen(world, campaign, world.now)
  return open === should ? null : `${name} is ${open ? "open" : "closed"} at ${world.now}, and should not be`
}

/** The zones of histories stand still: a local time is read off the UTC fields of a shifted instant. */
function isOpen(world: World, { name, settings }: NaiveCampaign, at: number): boolean {
  const local = new Date(at + (settings.zone === "East" ? 330 : 0) * MINUTE_MS)
  const date = local.toISOString().slice(0, 10)
  for (const holiday of world.holidays.values()) if (isFor(holiday, name) && isOn(holiday, date)) return false
  if (settings.schedule === null) return true
  const minute = local.getUTCHours() * 60 + local.getUTCMinutes()
  return settings.schedule.some(({ day, from, to }) => {
    if (day !== DAYS[local.getUTCDay()]) return false
    const end = to.endsWith(":59") ? inMinutes(to) + 1 : inMinutes(to)
    return inMinutes(from) <= minute && minute < end
  })
}

function inMinutes(time: string): number {
  const [hour = 0, minute = 0] = time.split(":").map(Number)
  return hour * 60 + minute
}

const isFor = ({ campaigns }: Holiday.Holiday, name: string): boolean =>
  campaigns.length === 0 || campaigns.some((one) => one === name)

function isOn({ from, to, recurring }: Holiday.Holiday, date: string): boolean {
  if (!recurring) return from <= date && date <= to
  const [day, first, last] = [date.slice(5), from.slice(5), to.slice(5)]
  // From the first to the end of the year, and from its beginning to the last.
  if (last < first) return day >= first || day <= last
  return first <= day && day <= last
}
