/**
 * Every law on a million random commands and more, in batches of histories with their own seeds. What is accepted too
 * seldom for its share is tried more often in the next batch, so that each kind of command comes to its thousand.
 */
import { acts, findBreach, type ActKind, type KindCount } from "@parley/testkit"
import { Centre } from "@parley/core"
import type { SoakResult } from "./result.ts"

/** Histories of one batch; each batch has the next seed. */
const BATCH = 100
const FIRST_SEED = 1
/** From so many commands on each kind must have been accepted so often. */
const COMMANDS = 1_000_000
const ACCEPTED_MIN = 1_000
const ACCEPTED_RATIO_MIN = 0.6
const BOOST_MAX = 64

/** Acts whose name is not their command's. */
const ACTS: { readonly [tag: string]: ReadonlyArray<ActKind> } = {
  ReceiveMessage: ["arrive", "writeAgain", "comeBack"],
  RecordMessageOutcome: ["recordOutcome"],
  DefineDisposition: ["defineText"],
  DefineTemplate: ["defineText"],
  AddCannedResponse: ["defineText"],
  ChangeDisposition: ["changeText"],
  ChangeTemplate: ["changeText"],
  ChangeCannedResponse: ["changeText"],
  RemoveDisposition: ["removeText"],
  RemoveTemplate: ["removeText"],
  RemoveCannedResponse: ["removeText"],
  DefineMeasure: ["defineGame"],
  DefineBadge: ["defineGame"],
  DefineArea: ["defineGame"],
  DefineAgentGroup: ["defineGame"],
  ChangeMeasure: ["changeGame"],
  ChangeBadge: ["changeGame"],
  ChangeArea: ["changeGame"],
  ChangeAgentGroup: ["changeGame"],
  RemoveMeasure: ["removeGame"],
  RemoveBadge: ["removeGame"],
  RemoveArea: ["removeGame"],
  RemoveAgentGroup: ["removeGame"]
}

const isAct = (name: string): name is ActKind => name in acts

function actsOf(tag: string): ReadonlyArray<ActKind> {
  const name = `${tag.charAt(0).toLowerCase()}${tag.slice(1)}`
  return ACTS[tag] ?? (isAct(name) ? [name] : [])
}

class Tally {
  readonly kinds = new Map<string, KindCount>(
    Object.keys(Centre.audience).map((tag) => [tag, { sent: 0, accepted: 0 }])
  )
  readonly boosts = new Map<ActKind, number>()

  get commands(): number {
    return this.total("sent")
  }

  /** Over all kinds but Ticks, which are never refused. */
  total(of: keyof KindCount): number {
    return [...this.kinds].reduce((sum, [kind, count]) => (kind === "Tick" ? sum : sum + count[of]), 0)
  }

  add(kinds: ReadonlyMap<string, KindCount>): void {
    for (const [kind, { sent, accepted }] of kinds) {
      const known = this.kinds.get(kind) ?? { sent: 0, accepted: 0 }
      this.kinds.set(kind, { sent: known.sent + sent, accepted: known.accepted + accepted })
    }
  }

  /** More of what lags behind its share, less of what is well ahead. */
  steer(): void {
    const share = (ACCEPTED_MIN * this.commands) / COMMANDS
    const wanted = new Map<ActKind, number>()
    for (const [tag, { accepted }] of this.kinds)
      for (const act of actsOf(tag)) {
        const before = this.boosts.get(act) ?? 1
        const factor = accepted < 1.2 * share ? 1.5 : accepted > 2 * share ? 1 / 1.5 : 1
        const next = Math.min(BOOST_MAX, Math.max(1, before * factor))
        wanted.set(act, Math.max(wanted.get(act) ?? 1, next))
      }
    for (const [act, boost] of wanted) this.boosts.set(act, boost)
  }

  get least(): readonly [kind: string, accepted: number] {
    let least: readonly [string, number] = ["", Number.POSITIVE_INFINITY]
    for (const [kind, { accepted }] of this.kinds) if (accepted < least[1]) least = [kind, accepted]
    return least
  }
}

/** `commands`: how many to send at least. A million and more pass only when each kind was accepted a thousand times. */
export function soakLaws(commands: number): SoakResult {
  const tally = new Tally()
  let [histories, events, seed] = [0, 0, FIRST_SEED]
  for (; tally.commands < commands; seed++) {
    const found = findBreach({ histories: BATCH, seed, boost: (kind) => tally.boosts.get(kind) ?? 1 })
    if ("law" in found) {
      console.error(found.story)
      return { passed: false, detail: { law: found.law, complaint: found.complaint, seed, histories, events } }
    }
    histories += found.histories
    events += found.events
    tally.add(found.kinds)
    tally.steer()
    console.error(
      `${tally.commands} of ${commands} commands, ${events} events, least ${tally.least.join(" ")}, no law broken`
    )
  }
  const acceptedRatio = tally.total("accepted") / tally.commands
  const [leastKind, leastAccepted] = tally.least
  const isFull = tally.commands < COMMANDS || leastAccepted >= ACCEPTED_MIN
  return {
    passed: isFull && acceptedRatio >= ACCEPTED_RATIO_MIN,
    detail: {
      seeds: [FIRST_SEED, seed - 1],
      histories,
      commands: tally.commands,
      events,
      acceptedRatio,
      leastKind,
      leastAccepted,
      kinds: Object.fromEntries(tally.kinds)
    }
  }
}
