/**
 * A recorded day again, with something changed: other rules, settings, skills, staff. Arrivals, handling and patience are
 * those of the log; what it could not show (how long a client would have waited who was answered, how long the handling
 * takes of one who left) is drawn from what it shows, several times, and the figures carry an interval for it. Where nobody was seen to leave, patience is unknown: that is said.
 */
import { make, type CentreCommand, type CentreDefinition, type CentreEvent } from "../centre/index.ts"
import { AgentId, type Instant } from "../kernel/fields.ts"
import { differenceOf, estimatesOf, type Estimates } from "./compare.ts"
import {
  addSums,
  estimateOf,
  measuresOf,
  noSums,
  predictionOf,
  type Estimate,
  type Measures,
  type Sums
} from "./measures.ts"
import { knownIn, type Known } from "./recorded/known.ts"
import { Player } from "./recorded/player.ts"
import { rowsAtStart, type Recording } from "./recorded/recording.ts"
import {
  agentIds,
  checkInterval,
  commandFrom,
  hiring,
  SimulationRefused,
  type SkillLevel,
  type Team
} from "./scenario.ts"
import { Shifts } from "./shifts.ts"
import { Stage } from "./stage.ts"
import { Survival, type Share } from "./survival.ts"
import { Tally, type FailedStrategy, type Stretch } from "./tally.ts"

type Receive = Extract<CentreCommand, { readonly _tag: "ReceiveMessage" }>

export interface Change {
  /** Channels, zones and strategies, with those of one's own; default: those of the recording. */
  readonly definition?: CentreDefinition
  /**
   * Sent before anything else of the day, or once a centre that the log itself sets up is there: settings, skills,
   * schedules. One that is refused refuses the whole.
   */
  readonly commands?: ReadonlyArray<typeof CentreCommand.Encoded>
  /**
   * Agents who come besides; times are seconds from the start of the recording. How long they look at offers, and how many
   * they refuse, is as the others were seen to, unless the team says.
   */
  readonly teams?: ReadonlyArray<Team>
  /** Agents who stay away. */
  readonly without?: ReadonlyArray<string>
  /** What is different about an arrival (what it requires, for instance); undefined: nothing. */
  readonly arrivals?: (arrival: Arrival) => ArrivalChange | undefined
}

export interface Arrival {
  readonly interactionId: string
  readonly campaign: string
  /** 1 is best; undefined: the worst. */
  readonly priority?: number
  readonly skills?: ReadonlyArray<SkillLevel>
}

export type ArrivalChange = Omit<Arrival, "interactionId" | "campaign"> & { readonly campaign?: string }

export interface WhatIfOptions {
  /** One run each; all different. Default: 10. */
  readonly seeds?: ReadonlyArray<string>
  readonly intervalSeconds?: number
  readonly progress?: (done: number) => void
}

/** A day as it was, or as it would have been. */
export interface Day {
  /** But for occupancy: of those who entered in it and had an outcome before its end. */
  readonly measures: Measures
  /** Who entered in it and had none: still waiting, or offered. Where these are many, the measures flatter. */
  readonly unanswered: number
  readonly byCampaign: ReadonlyMap<string, Sums>
  readonly intervals: ReadonlyArray<Stretch>
}

export interface Played extends Day {
  readonly events: ReadonlyArray<{ readonly at: Instant; readonly event: CentreEvent }>
  /** Strategies that threw or gave no number: the default has taken their place. */
  readonly failed: ReadonlyArray<FailedStrategy>
  /** What came too late or was not apt any more, by rejection; recorded messages of interactions that were gone. */
  readonly refusals: ReadonlyMap<string, number>
  readonly skipped: number
  /**
   * Campaigns in which somebody waited longer than was seen, though of theirs nobody was seen to leave: here nobody does,
   * and how many would have is unknown.
   */
  readonly patienceUnknown: ReadonlySet<string>
}

export interface Patience {
  readonly campaign: string
  readonly clients: number
  readonly left: number
  /** Share that still waits at the threshold of the service level, by the product-limit estimate; null where nobody left. */
  readonly thresholdSeconds: number
  readonly stillWaits: Share | null
}

export interface WhatIf {
  readonly recorded: Day
  readonly runs: number
  /**
   * Over the runs, and less what was recorded: on the same arrivals, handling and patience. The interval is that in which
   * the day would have come out about 19 times in 20, for what the log leaves open: what it did not show is drawn, from
   * curves drawn anew as well. More runs do not make it narrower. Null where patience had to be known and is not.
   */
  readonly changed: Estimates
  readonly differences: Estimates
  readonly patience: ReadonlyArray<Patience>
  /** Of all runs: see Played. */
  readonly patienceUnknown: ReadonlySet<string>
  /** The first run, for a picture beside the recorded day. */
  readonly day: Played
}

const SEEDS_DEFAULT = Array.from({ length: 10 }, (_, nth) => String(nth + 1))
const INTERVAL_SECONDS_DEFAULT = 900
const PROGRESS_EVERY = 2_048

/**
 * Plays the recording once, changed. Throws SimulationRefused where a command of the change is refused, and where it names
 * an agent or a campaign that neither the recording has nor the change's commands create.
 */
export function playAgain(
  recording: Recording,
  change: Change,
  { seed, intervalSeconds = INTERVAL_SECONDS_DEFAULT, progress }: WhatIfRun
): Played {
  const { state, from, to, lateness } = recording
  const centre = make(change.definition ?? recording.definition)
  const begins = change.definition === undefined ? state : centre.replay(centre.initial, recording.before)
  const stage = new Stage(centre, begins, from, {
    rows: rowsAtStart(recording),
    firesAt: (due) => lateness.get(due) ?? due
  })
  const tally = tallyOf(recording, intervalSeconds)
  const known = knownIn(recording, change.commands ?? [])
  const without = new Set(change.without ?? [])
  for (const agentId of without)
    if (!known.agents.has(agentId)) throw new SimulationRefused(`without "${agentId}", who is no agent that there is`)
  const shifts = new Shifts(stage, { staff: tally.staff, startsAt: from })
  const hired = (change.teams ?? []).flatMap((team) => hiring(team))
  const teams = new Map(
    (change.teams ?? []).flatMap((team) => agentIds(team).map((agentId) => [agentId, team] as const))
  )
  const arrivals = (one: Receive): Receive => arriving(one, change, known)
  const player = new Player(stage, recording, { seed, without, teams, shifts, arrivals })
  const events: Array<{ readonly at: Instant; readonly event: CentreEvent }> = []
  stage.listen((at, event) => {
    tally.hears(at, event)
    player.hears(event)
    shifts.hears(event)
    events.push({ at, event })
  })
  player.expect()
  // A log that begins with its centre is changed once that is set up: after all of its first instant.
  if (begins.facts.tenant.settings === null) stage.agenda.add(from, () => prepare(stage, { ...change, hired }, tally))
  else prepare(stage, { ...change, hired }, tally)
  for (const team of change.teams ?? []) shifts.expect(team)
  for (let steps = 0; stage.next(to - 1); steps++)
    if (progress !== undefined && steps % PROGRESS_EVERY === 0) progress((stage.now - from) / (to - from))
  const { skipped, patienceUnknown } = player
  return { ...dayOf(tally, to), events, failed: tally.failed, refusals: stage.refusals, skipped, patienceUnknown }
}

export interface WhatIfRun extends Omit<WhatIfOptions, "seeds"> {
  readonly seed: string
}

function arriving(command: Receive, { arrivals }: Change, known: Known): Receive {
  const { campaign, priority, skills } = arrivals?.(command) ?? {}
  if (campaign !== undefined && !known.campaigns.has(campaign))
    throw new SimulationRefused(`${command.interactionId} comes to "${campaign}", which is no campaign that there is`)
  if (campaign === undefined && priority === undefined && skills === undefined) return command
  const changed = commandFrom({
    ...command,
    ...(campaign === undefined ? {} : { campaign }),
    ...(priority === undefined ? {} : { priority }),
    ...(skills === undefined ? {} : { skills: [...skills] })
  })
  if (changed._tag !== "ReceiveMessage") throw new Error("an arrival stays one")
  return changed
}

/** Hires who comes besides, sends the change's commands, and sends home who stays away. */
function prepare(stage: Stage, change: Change & { readonly hired: ReturnType<typeof hiring> }, { staff }: Tally): void {
  for (const plain of [...change.hired, ...(change.commands ?? [])]) {
    const sent = stage.send(commandFrom(plain))
    if (sent._tag === "Failure")
      throw new SimulationRefused(`${plain._tag} was refused: ${JSON.stringify(sent.failure)}`, sent.failure)
  }
  for (const agentId of change.without ?? [])
    if (staff.worker(agentId).connected) stage.attempt({ _tag: "SignOutAgent", agentId: AgentId.make(agentId) })
}

/** With what was before the recording: who is at work, and the thresholds. */
function tallyOf({ from, before }: Recording, intervalSeconds: number): Tally {
  checkInterval(intervalSeconds)
  const tally = new Tally({ from, intervalMs: intervalSeconds * 1_000 })
  for (const { event } of before) tally.heardBefore(event)
  return tally
}

/** Throws where it does not add up. */
function dayOf(tally: Tally, to: Instant): Day {
  tally.mustAddUp(to)
  const total = noSums()
  for (const interval of tally.intervals) addSums(total, interval)
  const { byCampaign, intervals, undecided: unanswered } = tally
  return { measures: measuresOf(total), unanswered, byCampaign, intervals }
}

/** The figures of the recording as they were. */
export function recordedDay(recording: Recording, intervalSeconds = INTERVAL_SECONDS_DEFAULT): Day {
  const tally = tallyOf(recording, intervalSeconds)
  for (const { at, event } of recording.log) tally.hears(at, event)
  return dayOf(tally, recording.to)
}

/**
 * What the change would have done to the recorded day. Throws SimulationRefused without seeds, with one twice, and where
 * playAgain does. O(runs × log).
 */
export function whatIf(recording: Recording, change: Change, options: WhatIfOptions = {}): WhatIf {
  const { seeds = SEEDS_DEFAULT, intervalSeconds = INTERVAL_SECONDS_DEFAULT, progress } = options
  const [first, ...others] = seeds
  if (first === undefined || new Set(seeds).size < seeds.length)
    throw new SimulationRefused("runs need seeds, each another one")
  const recorded = recordedDay(recording, intervalSeconds)
  const run = (seed: string, nth: number): Played =>
    playAgain(recording, change, {
      seed,
      intervalSeconds,
      ...(progress === undefined ? {} : { progress: (done: number) => progress((nth + done) / seeds.length) })
    })
  const day = run(first, 0)
  const patienceUnknown = new Set(day.patienceUnknown)
  const measures = [day.measures]
  for (const [nth, seed] of others.entries()) {
    const played = run(seed, nth + 1)
    measures.push(played.measures)
    for (const campaign of played.patienceUnknown) patienceUnknown.add(campaign)
  }
  progress?.(1)
  const of = patienceUnknown.size === 0 ? predictionOf : meanOf
  return {
    recorded,
    runs: seeds.length,
    changed: estimatesOf(measures, of),
    differences: estimatesOf(
      measures.map((one) => differenceOf(recorded.measures, one)),
      of
    ),
    patience: patienceOf(recording),
    patienceUnknown,
    day
  }
}

/** Without an interval: what the runs had to draw is not known enough for one. */
function meanOf(values: ReadonlyArray<number>): Estimate | null {
  const estimate = estimateOf(values)
  return estimate === null ? null : { ...estimate, standardError: null, from: null, to: null }
}

function patienceOf(recording: Recording): ReadonlyArray<Patience> {
  const thresholds = tallyOf(recording, INTERVAL_SECONDS_DEFAULT)
  for (const { event } of recording.log) thresholds.heardBefore(event)
  return [...recording.observed]
    .filter(([, { patience }]) => patience.length > 0)
    .map(([campaign, { patience }]) => {
      const curve = new Survival(patience)
      const thresholdSeconds = thresholds.thresholdOf(campaign)
      return {
        campaign,
        clients: curve.observations,
        left: curve.ends,
        thresholdSeconds,
        stillWaits: curve.ends === 0 ? null : curve.lastingBeyond(thresholdSeconds * 1_000)
      }
    })
}
