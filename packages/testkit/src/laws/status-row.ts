import { Stats } from "@parley/core"
import { firstOf, type Boundary, type Complaint, type Law } from "./law.ts"
import { differenceOf } from "./plain-state.ts"
import { connectedMembers, found, type Event, type NaiveCampaign, type World } from "./world.ts"

/** `left`: an entry abandoned before ends for good; nothing but its wait counts. */
type Ending = "answered" | "answeredAfterDropout" | "abandoned" | "overflowed" | "withdrawn" | "left"

/** What happened to one campaign, one note for each thing that counts. Nothing is added up before it is asked for. */
interface Note {
  readonly what: "arrived" | "refused" | "entered" | Ending
  /** The entry's kind, or why it was abandoned. */
  readonly which: string
  readonly waitMs: number
  readonly isWithin: boolean
  readonly isShort: boolean
}

interface Book {
  readonly notes: Array<Note>
  /** How many of them were there at the last local midnight, and how many entries were open then. */
  today: number
  openAtDayStart: number
}

/** The status row is what a count by hand gives, for the day, for ever, and for now. */
export const statusRow: Law = {
  id: "D6.11b",
  says: "The status row counts what happened since local midnight and shows what is now.",
  every: 3,
  watch: () => {
    const books = new Map<string, Book>()
    let view = Stats.campaignLive.initial
    return {
      event: (world, recorded) => {
        view = Stats.campaignLive.evolve(view, recorded)
        note(books, world, recorded.at, recorded.event)
        return null
      },
      look: (boundary) => misread(books, boundary, Stats.rows(view))
    }
  }
}

function note(books: Map<string, Book>, world: World, at: number, event: Event): void {
  if (event._tag === "DayStarted" && event.dueAt !== null) return newDay(books, world, event.zone)
  if (event._tag === "CampaignCreated") books.set(event.campaign, { notes: [], today: 0, openAtDayStart: 0 })
  const noted = noteOf(world, at, event)
  if (noted !== null && "campaign" in event && event.campaign !== null) books.get(event.campaign)?.notes.push(noted)
}

function newDay(books: ReadonlyMap<string, Book>, world: World, zone: string): void {
  for (const campaign of world.campaigns.values()) {
    const book = books.get(campaign.name)
    if (campaign.settings.zone !== zone || book === undefined) continue
    book.today = book.notes.length
    book.openAtDayStart = openIn(world, campaign)
  }
}

const counts = { which: "", waitMs: 0, isWithin: false, isShort: false }

function noteOf(world: World, at: number, event: Event): Note | null {
  switch (event._tag) {
    case "InteractionArrived":
      return { ...counts, what: "arrived" }
    case "InteractionRefused":
      return { ...counts, what: "refused" }
    case "InteractionQueued":
      return { ...counts, what: "entered", which: event.kind }
    case "OfferAccepted":
    case "InteractionTaken":
    case "InteractionAbandoned":
    case "InteractionOverflowed":
    case "InteractionWithdrawn":
      return outcomeOf(world, at, event)
    default:
      return null
  }
}

type Outcome = Extract<
  Event,
  {
    readonly _tag:
      | "OfferAccepted"
      | "InteractionTaken"
      | "InteractionAbandoned"
      | "InteractionOverflowed"
      | "InteractionWithdrawn"
  }
>

/** The first outcome counts, and an answer after a dropout apart; a wait ends when its end was due. */
function outcomeOf(world: World, at: number, event: Outcome): Note | null {
  const { entry } = found(world.interactions, event.interactionId, "open interaction")
  if (entry === null) return null
  const { serviceLevelSeconds, shortAbandonSeconds } = found(world.campaigns, event.campaign, "campaign").settings
  const end = "dueAt" in event ? (event.dueAt ?? at) : at
  const waitMs = end - entry.waitingSince
  const isWithin = waitMs <= serviceLevelSeconds * 1_000
  const isShort = shortAbandonSeconds > 0 && waitMs <= shortAbandonSeconds * 1_000
  const note = { which: "", waitMs, isWithin, isShort }
  const answers = event._tag === "OfferAccepted" || event._tag === "InteractionTaken"
  if (entry.outcome !== null) return { ...note, what: answers ? "answeredAfterDropout" : "left" }
  if (answers) return { ...note, what: "answered" }
  if (event._tag === "InteractionOverflowed") return { ...note, what: "overflowed" }
  return event._tag === "InteractionAbandoned"
    ? { ...note, what: "abandoned", which: event.reason }
    : { ...note, what: "withdrawn" }
}

function countsOf(notes: ReadonlyArray<Note>): Stats.Counts {
  const count = (what: Note["what"], which: (note: Note) => boolean = () => true): number =>
    notes.filter((one) => one.what === what && which(one)).length
  return {
    arrived: count("arrived") + count("refused"),
    refused: count("refused"),
    entered: count("entered"),
    enteredByArrival: count("entered", ({ which }) => which === "arrival"),
    enteredByRequeue: count("entered", ({ which }) => which === "requeued"),
    enteredByTransfer: count("entered", ({ which }) => which === "transfer"),
    enteredByOverflow: count("entered", ({ which }) => which === "overflow"),
    enteredByMove: count("entered", ({ which }) => which === "moved"),
    answered: count("answered"),
    abandoned: count("abandoned"),
    overflowed: count("overflowed"),
    withdrawn: count("withdrawn"),
    answeredWithin: count("answered", ({ isWithin }) => isWithin),
    answeredWaitMs: notes.reduce((sum, { what, waitMs }) => sum + (what === "answered" ? waitMs : 0), 0),
    answeredAfterDropout: count("answeredAfterDropout"),
    abandonedWithin: count("abandoned", ({ isWithin }) => isWithin),
    abandonedShort: count("abandoned", ({ isShort }) => isShort),
    abandonedClientLeft: count("abandoned", ({ which }) => which === "client-left"),
    abandonedDropout: count("abandoned", ({ which }) => which === "dropout"),
    abandonedNobody: count("abandoned", ({ which }) => which === "nobody")
  }
}

/** The ratios of 6.5 and 6.6 as they are written there; null when nothing was counted. */
function ratiosOf(today: Stats.Counts): object {
  const { answered, answeredWithin, answeredWaitMs, abandoned, abandonedWithin, entered } = today
  const over = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole)
  return {
    serviceLevel: over(answeredWithin, answered),
    serviceLevel2: over(answeredWithin + abandonedWithin, answered + abandoned),
    serviceLevel3: over(answeredWithin, answered + abandoned),
    serviceLevel4: over(answeredWithin, answered + (abandoned - abandonedWithin)),
    abandonRatio: over(abandoned, answered + abandoned),
    abandonOfEnteredRatio: over(abandoned, entered),
    averageHoldMs: over(answeredWaitMs, answered)
  }
}

const unowned = (world: World, { name }: NaiveCampaign) =>
  [...world.interactions.values()].filter(
    ({ campaign, stage }) => campaign === name && ["backlog", "waiting", "offered"].includes(stage)
  )

const openIn = (world: World, campaign: NaiveCampaign): number =>
  unowned(world, campaign).filter(({ entry }) => entry?.outcome === null).length

function misread(
  books: ReadonlyMap<string, Book>,
  { world }: Boundary,
  rows: ReadonlyArray<Stats.StatusRow>
): Complaint {
  if (rows.length !== world.campaigns.size) return `there are ${rows.length} rows of ${world.campaigns.size} campaigns`
  return firstOf(
    rows.map((row) => {
      const campaign = found(world.campaigns, row.campaign, "campaign")
      const difference = differenceOf(shownOf(row), countedBy(found(books, row.campaign, "campaign"), world, campaign))
      return difference === null ? null : `the row of ${row.campaign} and a count by hand differ, at ${difference}`
    })
  )
}

/** The figures of entries; those of handling are held by a law of their own. */
function shownOf(row: Stats.StatusRow): object {
  const { open, openAtDayStart, acd, backlog, longestWaitSince, members, logged } = row
  const today = {
    ...entriesOf(row.today),
    ...entryRatiosOf(row.today),
    longestWaitEndedMs: row.today.longestWaitEndedMs
  }
  return {
    today: { ...today, averageHoldEmaSeconds: row.today.averageHoldEmaSeconds },
    sinceCreated: entriesOf(row.sinceCreated),
    open,
    openAtDayStart,
    acd,
    backlog,
    longestWaitSince,
    members,
    logged
  }
}

const picked = (names: ReadonlyArray<string>) => (from: object) =>
  Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)))

const entriesOf = picked(Object.keys(Stats.noCounts))
const entryRatiosOf = picked(Object.keys(ratiosOf(Stats.noCounts)))

/** The moving average of 6.7 and the longest wait, over the day's notes one after another. */
function waitsOf(notes: ReadonlyArray<Note>): object {
  let ema: number | null = null
  for (const { what, waitMs } of notes) {
    if (what !== "answered") continue
    const seconds = (waitMs - (waitMs % 1_000)) / 1_000
    ema = ema === null ? seconds : Math.floor((3 * ema + seconds) / 4)
  }
  const waits = notes.flatMap(({ what, waitMs }) => (["arrived", "refused", "entered"].includes(what) ? [] : [waitMs]))
  return { averageHoldEmaSeconds: ema, longestWaitEndedMs: waits.length === 0 ? null : Math.max(...waits) }
}

function countedBy({ notes, today, openAtDayStart }: Book, world: World, campaign: NaiveCampaign): object {
  const waiting = unowned(world, campaign).filter(({ stage }) => stage !== "backlog")
  const since = waiting.map(({ entry }) => entry?.waitingSince ?? 0)
  const day = countsOf(notes.slice(today))
  return {
    today: { ...day, ...ratiosOf(day), ...waitsOf(notes.slice(today)) },
    sinceCreated: countsOf(notes),
    open: openIn(world, campaign),
    openAtDayStart,
    acd: waiting.length,
    backlog: unowned(world, campaign).length - waiting.length,
    longestWaitSince: since.length === 0 ? null : Math.min(...since),
    members: campaign.members.size,
    logged: connectedMembers(world, campaign).length
  }
}
