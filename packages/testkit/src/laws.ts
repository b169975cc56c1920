/** Laws held against generated histories: all of them on each history, in one pass. What breaks one is cut down and told. */
import { Centre, type Routing } from "@parley/core"
import fc from "fast-check"
import * as Result from "effect/Result"
import { history, type Boost } from "./arbitraries.ts"
import { LawsRefused } from "./laws-refused.ts"
import type { Driver, Sending, Step } from "./harness.ts"
import { play, prelude, type History, type Staging } from "./histories/history.ts"
import { historyDefinition, type Profile } from "./histories/profiles.ts"
import { allLaws } from "./laws/index.ts"
import type { Law, Subject } from "./laws/law.ts"
import { ownRules } from "./laws/own-rules.ts"
import { naiveRules, type Promises } from "./laws/rules.ts"
import { seenIn } from "./laws/seen.ts"
import { LawBroken, observe } from "./observe.ts"
import { runScript, shorten, type Outcome } from "./shorten.ts"
import { scriptJson, tell } from "./story.ts"
import { termsOf, type Term } from "./terms.ts"

const HISTORIES_DEFAULT = 300
/** Stands where a breach names its law, when the core itself threw. */
export const DEFECT = "defect"
/** Seeds every run that names none: what is found is found again. */
export const SEED_DEFAULT = 20_260_302

export interface LawsOptions {
  readonly histories?: number
  readonly actsMax?: number
  readonly seed?: number
  readonly laws?: ReadonlyArray<Law>
  /** Strategies under test: they are held to their own words and to the domain's. */
  readonly strategies?: Partial<Routing.Strategies>
  /** What these strategies promise besides. */
  readonly promises?: Promises
  /** Channels of one's own, besides `email`, `webchat` and `phone`. */
  readonly channels?: ReadonlyArray<Centre.ChannelDefinition>
  /** Campaigns in place of the usual ones. */
  readonly profiles?: ReadonlyArray<Profile>
  /** How the centre is made; default: the real one. */
  readonly make?: (definition: Centre.CentreDefinition) => Centre.Centre
  /** Which acts are tried more often than usual: what seldom succeeds. */
  readonly boost?: Boost
  /** False: a breach is told as it was found, not cut down. */
  readonly shortens?: boolean
}

export interface KindCount {
  sent: number
  accepted: number
}

export interface LawsReport {
  readonly seed: number
  readonly histories: number
  readonly events: number
  /** By command: how many were sent and accepted, what a history begins with, Ticks of the clock and repeats apart. */
  readonly kinds: ReadonlyMap<string, KindCount>
  /** Of strategies of one's own: where they promise less than every law, and what they promise besides. */
  readonly terms: ReadonlyArray<Term>
  /** Laws whose looks are dear: at one command boundary in so many they look, and at the last. */
  readonly sampled: ReadonlyMap<string, number>
  /** What of routing was put to the test, and how often: see `seenIn`. */
  readonly seen: ReadonlyMap<string, number>
}

/** A law that was found broken. */
export interface Breach {
  readonly law: string
  readonly complaint: string
  /** The shortest script found that shows it. */
  readonly script: ReadonlyArray<Sending>
  readonly story: string
  /** The channels and strategies it was found with, and what these promise. */
  readonly channels: ReadonlyArray<Centre.ChannelDefinition>
  readonly strategies: ReadonlyArray<string>
  readonly promises: Promises
}

/** Thrown by `checkLaws` and `lawsFor`; its message is the story. */
export class LawsBroken extends Error {
  readonly _tag = "LawsBroken"
  readonly breach: Breach

  constructor(breach: Breach) {
    super(breach.story)
    this.breach = breach
  }
}

/**
 * Runs the laws; the first that is broken is returned with its story, else what was run. Throws LawsRefused where that would
 * prove nothing: numbers of nothing, promises of no strategy given, campaigns that cannot be, strategies that none of them uses.
 */
export function findBreach(options: LawsOptions = {}): Breach | LawsReport {
  checkOptions(options)
  const { histories = HISTORIES_DEFAULT, seed = SEED_DEFAULT, actsMax, profiles, strategies, boost } = options
  const run = new Run(options)
  const size = {
    ...(actsMax === undefined ? {} : { actsMax }),
    ...(profiles === undefined ? {} : { profileCount: profiles.length }),
    ...(boost === undefined ? {} : { boost })
  }
  const staging: Staging = {
    ...(profiles === undefined ? {} : { profiles }),
    ...(strategies === undefined ? {} : { strategies })
  }
  const checked = fc.check(
    fc.property(history(size), (one) => run.holds(one, staging)),
    { seed, numRuns: histories, endOnFailure: true }
  )
  // What did not even begin is no law's doing: campaigns whose settings throw, or are refused.
  if (checked.failed && run.failed === null) throw checked.errorInstance ?? new Error("the histories cannot be played")
  if (run.failed !== null) return run.told(run.failed, `seed ${seed}, history ${run.played}`)
  if (run.unused.size > 0)
    throw new LawsRefused(`no campaign of the ${run.played} histories uses ${[...run.unused].join(", ")}`)
  const { played, events, kinds, seen, terms, sampled } = run
  return { seed, histories: played, events, kinds, seen, terms, sampled }
}

function checkOptions({
  histories = 1,
  actsMax = 1,
  strategies = {},
  promises: { fair = [] } = {}
}: LawsOptions): void {
  for (const [name, number] of Object.entries({ histories, actsMax }))
    if (!(Number.isSafeInteger(number) && number >= 1))
      throw new LawsRefused(`${name}: ${number} is not a whole number from 1 on`)
  const given = new Set((strategies.delivery ?? []).map(({ name }) => name))
  const stray = fair.filter((name) => !given.has(name))
  if (stray.length > 0)
    throw new LawsRefused(`no delivery strategy is given by the name ${stray.join(", ")}, to be fair`)
}

/** Throws the story of the first law that is broken; returns what was run when none is. */
export function checkLaws(options: LawsOptions = {}): LawsReport {
  const found = findBreach(options)
  if ("story" in found) throw new LawsBroken(found)
  return found
}

/** The laws for anyone's strategies: their campaigns play in the histories, and the laws know their rules. */
export const lawsFor = (
  strategies: Partial<Routing.Strategies>,
  profiles: ReadonlyArray<Profile>,
  options: Omit<LawsOptions, "strategies" | "profiles"> = {}
): LawsReport => checkLaws({ ...options, strategies, profiles })

/** The centre that is held to the laws, and the rules in the domain's words and its own. */
export function subjectOf({
  strategies = {},
  channels = [],
  promises = {},
  make = Centre.make
}: Pick<LawsOptions, "strategies" | "channels" | "promises" | "make">): Subject {
  const definition = historyDefinition(strategies, channels)
  const anew = (): Centre.Centre => make(definition)
  return { make: anew, centre: anew(), definition, rules: naiveRules(definition.strategies, promises) }
}

interface Failed {
  readonly failure: Error
  readonly script: ReadonlyArray<Sending>
}

class Run {
  readonly kinds = new Map<string, KindCount>()
  readonly seen = new Map<string, number>()
  events = 0
  played = 0
  failed: Failed | null = null
  /** Strategies under test that no campaign has used yet. */
  readonly unused: Set<string>
  readonly terms: ReadonlyArray<Term>
  readonly sampled: ReadonlyMap<string, number>
  private readonly channels: ReadonlyArray<Centre.ChannelDefinition>
  private readonly strategies: ReadonlyArray<string>
  private readonly promises: Promises
  private readonly laws: ReadonlyArray<Law>
  private readonly subject: Subject
  private readonly shortens: boolean

  constructor(options: LawsOptions) {
    const { laws = allLaws, strategies = {}, shortens = true, promises = {}, channels = [] } = options
    this.shortens = shortens
    this.terms = termsOf(strategies, promises)
    this.channels = channels
    this.promises = promises
    this.strategies = [
      ...(strategies.eligibility ?? []),
      ...(strategies.delivery ?? []),
      ...(strategies.order ?? [])
    ].map(({ name }) => name)
    this.unused = new Set(this.strategies)
    this.laws = this.strategies.length === 0 ? laws : [...laws, ownRules(new Set(this.strategies))]
    this.sampled = new Map(this.laws.flatMap(({ id, every }) => (every === undefined ? [] : [[id, every] as const])))
    this.subject = subjectOf(options)
  }

  /** Whether all laws hold on this history. */
  holds(one: History, staging: Staging): boolean {
    this.played += 1
    let last: Driver | null = null
    const opening = prelude(one.start, staging).length
    const observed = observe(this.subject, this.laws, {
      onStep: (step, driver) => {
        last = driver
        // The opening is not random; but a centre is created there or never.
        if (driver.script.length > opening || step.command._tag === "CreateCentre") this.counted(step)
        this.tested(step)
      }
    })
    try {
      const driver = play(this.subject.centre, one, observed.options, staging)
      this.events += driver.log.length
      observed.end(driver)
      return true
    } catch (error) {
      if (error instanceof LawsRefused) throw error
      const failure = error instanceof Error ? error : new Error(String(error))
      this.failed = { failure, script: last === null ? [] : scriptOf(last, failure) }
      return false
    }
  }

  private counted({ command: { _tag }, commandId, result }: Step): void {
    if (commandId.startsWith("t") || (Result.isSuccess(result) && result.success.repeated)) return
    const count = this.kinds.get(_tag) ?? { sent: 0, accepted: 0 }
    count.sent += 1
    if (Result.isSuccess(result)) count.accepted += 1
    this.kinds.set(_tag, count)
  }

  private tested({ command, result }: Step): void {
    if (Result.isFailure(result) || result.success.repeated) return
    if (command._tag === "CreateCampaign" || command._tag === "ChangeCampaign") this.used(command.settings)
    for (const { event } of result.success.events)
      for (const what of seenIn(event)) this.seen.set(what, (this.seen.get(what) ?? 0) + 1)
  }

  private used({
    eligibility = "",
    delivery = "",
    order = ""
  }: Partial<Record<keyof Routing.Strategies, string>> = {}): void {
    // A delivery rule may come after another, as in "preferred+turns".
    for (const name of [eligibility, order, ...delivery.split("+")]) this.unused.delete(name)
  }

  /** The breach, cut down and told. */
  told({ failure, script }: Failed, where: string): Breach {
    const laws = failure instanceof LawBroken ? [failure.law] : this.laws
    const again = (shorter: ReadonlyArray<Sending>): Outcome | null => runScript(this.subject, laws, shorter)
    const short = !this.shortens || again(script) === null ? script : shorten(script, failure, again)
    const outcome = again(short)
    const found = outcome?.failure ?? failure
    const law = found instanceof LawBroken ? found.law.id : DEFECT
    const complaint = found instanceof LawBroken ? found.complaint : found.message
    const says = found instanceof LawBroken ? `${found.law.says}${statedIn(found.law)}` : "The core throws."
    const steps = (outcome?.steps ?? []).map(tell).join("\n")
    const story = [`[${law}] ${says}`, `But ${complaint}.`, "", steps, "", `(${where})`, scriptJson(short)].join("\n")
    const { channels, strategies, promises } = this
    return { law, complaint, script: short, story, channels, strategies, promises }
  }
}

/** Where the domain states it: `D3.10g` is of 3.10, `L5` of 16; other laws are not the domain's. */
function statedIn({ id }: Law): string {
  const section = /^D(\d+\.\d+)/.exec(id)?.[1] ?? (/^L\d/.test(id) ? "16" : null)
  return section === null ? "" : ` (docs/domain.md ${section})`
}

/** What was sent, and a Tick at the instant of the failure, should it have come while time passed. */
const scriptOf = ({ script, now }: Driver, failure: Error): ReadonlyArray<Sending> => {
  const at = failure instanceof LawBroken ? Math.max(now, failure.at) : now
  return [...script, { at, commandId: "end", late: false, command: { _tag: "Tick" } }]
}
