import { Stats } from "@parley/core"
import { fixedZones } from "../zones.ts"
import { firstOf, type Boundary, type Complaint, type Law } from "./law.ts"
import { notesOf, Pasts, type FigureNote } from "./interval-notes.ts"

/** Reading all intervals is dear: it is done at every so many boundaries, and at the end. */
const READ_EVERY = 40

const times = fixedZones({ UTC: 0, East: 330, West: -225 })
const zones = ["UTC", "East", "West"] as const
const steps = ["quarter", "hour", "day"] as const

/** Figures that are held against a count by hand. */
const figures = [
  "arrived",
  "refused",
  "entered",
  "answered",
  "answeredWaitMs",
  "abandoned",
  "overflowed",
  "withdrawn",
  "legs",
  "talkMs",
  "holdMs",
  "wrapUps",
  "wrapUpMs",
  "ended",
  "resolutionsMs",
  "firstResponses",
  "firstResponsesMs",
  "completed",
  "outboundStarted",
  "outboundLegs",
  "outboundTalkMs",
  "outboundHoldMs",
  "outboundWrapUps",
  "outboundWrapUpMs",
  "outboundEnded",
  "ratings",
  "ratingsGood"
] as const

/**
 * The intervals of a window are what a count by hand gives for each of them, in any zone, whole or cut; they balance,
 * they add up to the window, and they are as of any position. `projection` is the one under test.
 */
export const intervalsLaw = (projection: Stats.Projection<Stats.IntervalsView> = Stats.intervals): Law => ({
  id: "D6.13a",
  says: "Intervals count what happened in them: open at start + entered = outcomes + open at end; they add up.",
  watch: () => {
    let view = projection.initial
    const notes: Array<FigureNote> = []
    const pasts = new Pasts()
    let boundaries = 0
    const read = (boundary: Boundary): Complaint => misread(view, notes, boundary)
    return {
      event: (world, recorded) => {
        pasts.pass(world, recorded.at)
        notes.push(...notesOf(pasts, world, recorded))
        view = projection.evolve(view, recorded)
        return null
      },
      boundary: (boundary) => {
        boundaries += 1
        return boundaries % READ_EVERY === 0 ? read(boundary) : null
      },
      end: read
    }
  }
})

function misread(view: Stats.IntervalsView, notes: ReadonlyArray<FigureNote>, { world }: Boundary): Complaint {
  const [first, last] = [notes[0], notes.at(-1)]
  if (first === undefined || last === undefined) return null
  const turn = notes.length
  const zone = zones[turn % zones.length] ?? "UTC"
  const step = steps[Math.floor(turn / 3) % steps.length] ?? "hour"
  // The window begins and ends at odd instants, and the positions end in the middle.
  const window = { from: first.at - (turn % 7) * 100_001, to: last.at + 1 - (turn % 5) * 1_003 }
  const position = turn % 4 === 0 ? Math.floor((first.position + last.position) / 2) : Infinity
  const known = notes.filter((note) => note.position <= position)
  const campaigns = [...world.campaigns.keys()].map((campaign) => ({ campaign }))
  const agents = [...world.agents.keys()].map((agentId) => ({ agentId }))
  return firstOf(
    [...campaigns, ...agents].map((scope) => {
      const rows: Array<Stats.Interval> = []
      for (let from: number | null = window.from; from !== null;) {
        const page = Stats.readIntervals(view, times, { ...scope, ...window, from, zone, step, asOf: { position } })
        if (page === null) return `the zone ${zone} is unknown`
        rows.push(...page.rows)
        from = page.next
      }
      return miscounted(rows, known, { ...window, scope })
    })
  )
}

interface Asked extends Stats.Stretch {
  readonly scope: Stats.Scope
}

function miscounted(
  rows: ReadonlyArray<Stats.Interval>,
  notes: ReadonlyArray<FigureNote>,
  { scope: { campaign, agentId }, ...window }: Asked
): Complaint {
  const own = notes.filter((note) => (campaign === undefined ? note.agentId === agentId : note.campaign === campaign))
  const name = campaign ?? agentId ?? ""
  const amountOf = (note: FigureNote) => (campaign === undefined ? note.ofAgent : note.amount)
  const sum = (figure: string, { from, to }: Stats.Stretch): number =>
    own.reduce((all, one) => all + (one.figure === figure && one.at >= from && one.at < to ? amountOf(one) : 0), 0)
  const openAt = (at: number): number => {
    const before = { from: -Infinity, to: at }
    const outcomes = ["answered", "abandoned", "overflowed", "withdrawn"].map((outcome) => sum(outcome, before))
    return sum("entered", before) - outcomes.reduce((all, one) => all + one, 0)
  }
  for (const figure of figures) {
    const all = rows.reduce((total, row) => total + row.figures[figure], 0)
    if (all !== sum(figure, window))
      return `the intervals of ${name} come to ${all} ${figure}, by hand ${sum(figure, window)}`
  }
  return firstOf(
    rows.map((row) => {
      const wrong = figures.find((figure) => row.figures[figure] !== sum(figure, row))
      if (wrong !== undefined)
        return `${row.from}: ${name} has ${row.figures[wrong]} ${wrong}, by hand ${sum(wrong, row)}`
      if (campaign === undefined) return null
      if (row.openAtStart !== openAt(row.from))
        return `${row.from}: ${row.openAtStart} open, by hand ${openAt(row.from)}`
      return row.openAtEnd === openAt(row.to) ? null : `${row.to}: ${row.openAtEnd} open, by hand ${openAt(row.to)}`
    })
  )
}
