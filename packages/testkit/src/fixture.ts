/** A breach as a file: found once, it is replayed for ever after. Plain JSON; strategies are named, and given again. */
import { Centre } from "@parley/core"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { rerun, Sendings } from "./harness.ts"
import { historyDefinition } from "./histories/profiles.ts"
import { DEFECT, subjectOf, type Breach, type LawsOptions } from "./laws.ts"
import { allLaws } from "./laws/index.ts"
import type { Subject } from "./laws/law.ts"
import { ownRules } from "./laws/own-rules.ts"
import { LawBroken } from "./observe.ts"
import { runScript } from "./shorten.ts"
import { tell } from "./story.ts"

const Channel = Schema.Struct({
  name: Schema.String,
  kind: Schema.Literals(["live", "asynchronous"]),
  media: Schema.Literals(["text", "voice"]),
  cost: Schema.optionalKey(Schema.Finite),
  needs: Schema.optionalKey(Schema.Array(Schema.Array(Schema.String)))
})

export const Fixture = Schema.Struct({
  format: Schema.Literal("parley-fixture-1"),
  /** The law that was broken, and how. */
  law: Schema.String,
  complaint: Schema.String,
  story: Schema.String,
  channels: Schema.Array(Channel),
  /** Strategies of one's own that it needs. */
  strategies: Schema.Array(Schema.String),
  /** What they promise besides. */
  promises: Schema.Struct({ fair: Schema.optionalKey(Schema.Array(Schema.String)) }),
  script: Sendings
})
export type Fixture = typeof Fixture.Type

const encode = Schema.encodeSync(Schema.fromJsonString(Fixture))
const decode = Schema.decodeUnknownSync(Schema.fromJsonString(Fixture))

export const fixtureOf = ({ law, complaint, story, channels, strategies, promises, script }: Breach): Fixture => ({
  format: "parley-fixture-1",
  law,
  complaint,
  story,
  channels,
  strategies,
  promises,
  script
})

/** As a file holds it. */
export const fixtureJson = (breach: Breach): string => `${encode(fixtureOf(breach))}\n`

/** Throws on anything that is no fixture, with what is wrong. */
export const readFixture = (json: string): Fixture => decode(json)

/** What a file cannot hold: strategies, the centre under test, and laws of one's own besides `allLaws`. */
type With = Pick<LawsOptions, "strategies" | "make" | "laws">

/** Throws where a strategy that the fixture needs is not given. */
export function checkStrategies({ strategies: needed }: Fixture, { strategies = {} }: With): void {
  const { eligibility = [], delivery = [], order = [] } = strategies
  const given = new Set([...eligibility, ...delivery, ...order].map(({ name }) => name))
  const missing = needed.filter((name) => !given.has(name))
  if (missing.length > 0)
    throw new Error(`the fixture needs the strategies ${missing.join(", ")}, which were not given`)
}

/**
 * The complaint, if a law is broken still; null when all hold, by now. Throws where a strategy that it needs, or the law
 * that it broke, is not given; and where all hold because a campaign of its can be no more.
 */
export function replayFixture(fixture: Fixture, options: With = {}): string | null {
  checkStrategies(fixture, options)
  const { channels, promises, script } = fixture
  const laws = [...allLaws, ...(options.laws ?? []), ownRules(new Set(fixture.strategies))]
  if (fixture.law !== DEFECT && !laws.some(({ id }) => id === fixture.law))
    throw new Error(`the fixture broke the law ${fixture.law}, which was not given`)
  const subject = subjectOf({ ...options, channels, promises })
  const outcome = runScript(subject, laws, script)
  if (outcome === null) {
    checkCampaigns(fixture, subject)
    return null
  }
  const { failure } = outcome
  return failure instanceof LawBroken ? `[${failure.law.id}] ${failure.complaint}` : failure.message
}

/** Throws where a campaign that the script creates is refused. */
function checkCampaigns({ script }: Fixture, subject: Subject): void {
  const refused = new Map<string, string>()
  const created = new Set<string>()
  rerun(subject.make(), script, {
    onStep: ({ command, result }) => {
      if (command._tag !== "CreateCampaign") return
      if (Result.isSuccess(result)) created.add(command.campaign)
      else refused.set(command.campaign, JSON.stringify(result.failure))
    }
  })
  for (const [campaign, why] of refused)
    if (!created.has(campaign)) throw new Error(`the fixture's campaign ${campaign} cannot be created any more: ${why}`)
}

/** Plays the fixture and tells each step, as it now goes. */
export function tellFixture(
  fixture: Fixture,
  { strategies = {}, make = Centre.make }: With = {}
): ReadonlyArray<string> {
  checkStrategies(fixture, { strategies })
  const told: Array<string> = []
  rerun(make(historyDefinition(strategies, fixture.channels)), fixture.script, {
    onStep: (step) => void told.push(tell(step))
  })
  return told
}
