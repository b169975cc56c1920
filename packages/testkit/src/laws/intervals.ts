import { Stats } from "@parley/core"
import { fixedZones } from "../zones.ts"
import { firstOf, type Boundary, type Complaint, type Law } from "./law.ts"
import { notesOf, Pasts, type FigureNote } from "./interval-notes.ts"

const times = fixedZones({ UTC: 0, East: 330, West: -225 })
const zones = ["UTC", "East", "West"] as const
const steps = ["quarter", "hour"] as const
const outcomes = ["answered", "abandoned", "overflowed", "withdrawn"] as const

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
 * they add up to the window, and they are as of any position. `model` and `read` are under test.
 */
export const intervalsLaw = (
  model: Stats.ReadModel<Stats.IntervalDocument> = Stats.intervals,
  read: typeof Stats.readIntervals = Stats.readIntervals
): Law => ({
  id: "D6.13a",
  says: "Intervals count what happened in them: open at start + entered = outcomes + open at end; they add up.",
  every: 40,
  watch: () => {
    const fold = new Stats.ModelFold(model)
    const notes: Array<FigureNote> = []
    const pasts = new Pasts()
    return {
      event: (world, recorded) => {
        pasts.pass(world, recorded.at)
        notes.push(...notesOf(pasts, world, recorded))
        fold.add(recorded)
        return null
      },
      look: (boundary) => misread((request) => allRows((page) => fold.ask(read(times, page)), request), notes, boundary)
    }
  }
})

type Reads = (request: Stats.IntervalsRequest) => ReadonlyArray<Stats.Interval>

function misread(readAll: Reads, notes: ReadonlyArray<FigureNote>, { world }: Boundary): Complaint {
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
    [...campaigns, ...agents].map((scope: Stats.Scope) => {
      const asked = { ...scope, ...window, zone, asOf: { position } }
      const rows = readAll({ ...asked, step })
      const days = readAll({ ...asked, step: "day" })
      const name = nameOf(scope)
      return firstOf([
        ...(scope.campaign === undefined ? [] : [...rows, ...days].map((row) => unbalanced(name, row))),
        ...days.map((day) => unlikeItsParts(name, day, rows)),
        ...[rows, days].map((read) => miscounted(read, known, { ...window, scope }))
      ])
    })
  )
}

function allRows(
  read: (request: Stats.IntervalsRequest) => Stats.Page<Stats.Interval> | null,
  request: Stats.IntervalsRequest
): ReadonlyArray<Stats.Interval> {
  const rows: Array<Stats.Interval> = []
  for (let from: number | null = request.from; from !== null;) {
    const page = read({ ...request, from })
    if (page === null) throw new Error(`the zone ${request.zone} is unknown`)
    rows.push(...page.rows)
    from = page.next
  }
  return rows
}

/** DOMAIN 6.3: of a campaign's interval, by what it says itself. */
function unbalanced(name: string, { from, figures: sums, openAtStart, openAtEnd }: Stats.Interval): Complaint {
  const out = outcomes.reduce((all, outcome) => all + sums[outcome], 0)
  return openAtStart + sums.entered === out + openAtEnd
    ? null
    : `${from}: of ${name} ${openAtStart} were open and ${sums.entered} entered, but ${out} had an outcome and ${openAtEnd} are open`
}

/** DOMAIN 6.3: the counts of a day are those of its parts together. */
function unlikeItsParts(name: string, day: Stats.Interval, rows: ReadonlyArray<Stats.Interval>): Complaint {
  const parts = rows.filter(({ from, to }) => from >= day.from && to <= day.to)
  const wrong = figures.find((one) => parts.reduce((all, { figures: sums }) => all + sums[one], 0) !== day.figures[one])
  return wrong === undefined
    ? null
    : `${day.from}: the day of ${name} has ${day.figures[wrong]} ${wrong}, and its parts come to something else`
}

const nameOf = ({ campaign, agentId }: Stats.Scope): string => campaign ?? agentId ?? ""

interface Asked extends Stats.Stretch {
  readonly scope: Stats.Scope
}

function miscounted(
  rows: ReadonlyArray<Stats.Interval>,
  notes: ReadonlyArray<FigureNote>,
  { scope, ...window }: Asked
): Complaint {
  const { campaign, agentId } = scope
  const own = notes.filter((note) => (campaign === undefined ? note.agentId === agentId : note.campaign === campaign))
  const name = nameOf(scope)
  const amountOf = (note: FigureNote) => (campaign === undefined ? note.ofAgent : note.amount)
  const sum = (figure: string, { from, to }: Stats.Stretch): number =>
    own.reduce((all, one) => all + (one.figure === figure && one.at >= from && one.at < to ? amountOf(one) : 0), 0)
  const openAt = (at: number): number => {
    const before = { from: -Infinity, to: at }
    return outcomes.reduce((open, outcome) => open - sum(outcome, before), sum("entered", before))
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
