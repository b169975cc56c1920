import { Stats } from "@parley/core"
import { fixedZones } from "../zones.ts"
import { firstOf, type Boundary, type Complaint, type Law } from "./law.ts"
import { activeOf, isConnected, type NaiveAgent, type World } from "./world.ts"

const DAY_MS = 86_400_000
const times = fixedZones({ UTC: 0 })

const parts = ["loggedMs", "spokenMs", "attendedMs", "breakMs", "freeMs", "occupiedMs", "idleBreakMs"] as const
type Times = { [Part in (typeof parts)[number]]: number }

const noTimes = (): Times => ({
  loggedMs: 0,
  spokenMs: 0,
  attendedMs: 0,
  breakMs: 0,
  freeMs: 0,
  occupiedMs: 0,
  idleBreakMs: 0
})

/** By agent, the day of now: its number, its times, and whether a call and a break overlapped in it. */
interface Book {
  day: number
  times: Times
  overlapped: boolean
}

/**
 * The times of an agent's day are those of a watch held by hand, stretch after stretch between events; and logged =
 * spoken + break + free where calls and breaks do not overlap. `logs` is the projection under test.
 */
export const agentDayLaw = (logs: Stats.Projection<Stats.AgentsView> = Stats.agentLogs): Law => ({
  id: "L9-day",
  says: "An agent's day: logged, spoken, attended, break and free time; logged = spoken + break + free.",
  every: 7,
  watch: () => {
    let view = logs.initial
    const books = new Map<string, Book>()
    const voice = new Set<string>()
    const pass = (world: World, until: number): void => {
      for (const agent of world.agents.values()) clock(books, voice, { world, agent, until })
    }
    return {
      event: (world, recorded) => {
        pass(world, recorded.at)
        view = logs.evolve(view, recorded)
        const { event } = recorded
        if (event._tag === "CampaignCreated" && event.media === "voice") voice.add(event.campaign)
        return null
      },
      look: (boundary) => misread(view, books, boundary)
    }
  }
})

interface Passing {
  readonly world: World
  readonly agent: NaiveAgent
  readonly until: number
}

/** Lets the watch of one agent run from the last event to this one, day by day. */
function clock(books: Map<string, Book>, voice: ReadonlySet<string>, { world, agent, until }: Passing): void {
  const active = activeOf(world, agent.id)
  const calls = active.filter(({ campaign }) => voice.has(campaign)).length
  const wrapsUpUntil = Math.max(0, ...agent.wrapUps.values())
  for (let from = world.at; from < until;) {
    const day = Math.floor(from / DAY_MS)
    const to = Math.min(until, (day + 1) * DAY_MS)
    const known = books.get(agent.id)
    const book = known?.day === day ? known : { day, times: noTimes(), overlapped: false }
    books.set(agent.id, book)
    if (isConnected(agent)) {
      const wrapUpMs = Math.max(0, Math.min(to, wrapsUpUntil) - from)
      const workMs = active.length > 0 ? to - from : wrapUpMs
      const onBreak = agent.break !== null
      add(book.times, "loggedMs", to - from)
      if (calls > 0) add(book.times, "spokenMs", to - from)
      if (active.length > calls) add(book.times, "attendedMs", to - from)
      if (onBreak) add(book.times, "breakMs", to - from)
      if (!onBreak && calls === 0) add(book.times, "freeMs", to - from)
      add(book.times, "occupiedMs", workMs)
      if (onBreak) add(book.times, "idleBreakMs", to - from - workMs)
      if (onBreak && calls > 0) book.overlapped = true
    }
    from = to
  }
}

const add = (of: Times, part: keyof Times, ms: number): void => {
  of[part] += ms
}

const misread = (view: Stats.AgentsView, books: ReadonlyMap<string, Book>, { world }: Boundary): Complaint =>
  firstOf(
    [...world.agents.keys()].map((agentId) => {
      const day = Stats.agentDay(view, times, { agentId, at: world.at, now: world.at })
      if (day === null || day === undefined) return `${agentId} has no day`
      const book = books.get(agentId)
      const byHand = book?.day === Math.floor(world.at / DAY_MS) ? book.times : noTimes()
      const part = parts.find((one) => byHand[one] !== day.times[one])
      if (part !== undefined) return `${agentId}'s ${part} is ${day.times[part]}, by hand ${byHand[part]}`
      const { loggedMs, spokenMs, breakMs, freeMs } = day.times
      if (book?.overlapped === true || loggedMs === spokenMs + breakMs + freeMs) return null
      return `${agentId} was logged for ${loggedMs}, but spoke ${spokenMs}, paused ${breakMs}, was free ${freeMs}`
    })
  )
