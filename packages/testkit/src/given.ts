/**
 * Given–when–then over whole values: commands bring a centre somewhere, one more is sent, and its events (all of them,
 * field by field) or its rejection are what the test says.
 *
 * ```ts
 * given(centre, at("09:00:00", { _tag: "CreateCentre", seed: "s", zone: "UTC" }), …)
 *   .when(at("09:00:05", { _tag: "AcceptOffer", … }))
 *   .then({ _tag: "OfferAccepted", … })
 * ```
 */
import { deepStrictEqual } from "node:assert"
import { Centre } from "@parley/core"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { commandOf, open, type Driver, type PlainCommand, type PlainEvent, type Refusal } from "./harness.ts"

/** A rejection as plain JSON. */
export type PlainRejection = typeof Centre.CentreRejection.Encoded

/** The day on which `given` tells the time, unless it names another: a Monday. */
export const TEST_DAY = "2026-03-02"

/** A command and when it is sent. */
export interface Timed {
  readonly at: number
  readonly command: Centre.CentreCommand
}

/** `09:00:05` or `09:00:05.250` on the test day (UTC), a whole instant in ISO 8601, or milliseconds since the epoch. */
export function instant(when: string | number): number {
  if (typeof when === "number") return when
  const parsed = Date.parse(when.includes("T") ? when : `${TEST_DAY}T${when}Z`)
  if (Number.isNaN(parsed)) throw new Error(`${when} is no time: say 09:00:05, 09:00:05.250 or an ISO instant`)
  return parsed
}

/** A command, in plain JSON, at a time. */
export const at = (when: string | number, command: PlainCommand): Timed => ({
  at: instant(when),
  command: commandOf(command)
})

/** Several commands at one time. */
export const allAt = (when: string | number, ...commands: ReadonlyArray<PlainCommand>): ReadonlyArray<Timed> =>
  commands.map((command) => at(when, command))

type Past = Timed | ReadonlyArray<Timed>

const isMany = (past: Past): past is ReadonlyArray<Timed> => Array.isArray(past)

/** A centre brought somewhere by commands, each of which must be accepted. */
export function given(centre: Centre.Centre, ...past: ReadonlyArray<Past>): Given {
  const driver = open(centre)
  for (const { at: when, command } of past.flatMap((one) => (isMany(one) ? one : [one]))) {
    const sent = driver.send(when, command)
    if (Result.isFailure(sent)) throw new Error(`given ${said(command)}: refused, ${said(sent.failure)}`)
  }
  return new Given(driver)
}

export class Given {
  /** Where the past has led: for whatever else a test asks. */
  readonly driver: Driver

  constructor(driver: Driver) {
    this.driver = driver
  }

  /** One more command. What fell due before it has fired, and is not part of what `then` compares. */
  when(timed: Timed): When {
    this.driver.advance(timed.at)
    const result = this.driver.send(timed.at, timed.command)
    const events = Result.map(result, (sent) => sent.events.map(({ event }) => event))
    return new When(this.driver, { about: said(timed.command), result, events })
  }

  /** Time passes until then; what fires at that very instant, or since, is what `then` compares. */
  whenTimePassesTo(when: string | number): When {
    const { length } = this.driver.log
    this.driver.advance(instant(when))
    const events = Result.succeed(this.driver.log.slice(length).map(({ event }) => event))
    return new When(this.driver, { about: `time passes to ${when}`, result: null, events })
  }
}

interface Happened {
  readonly about: string
  /** Null when only time has passed. */
  readonly result: ReturnType<Driver["send"]> | null
  readonly events: Result.Result<ReadonlyArray<Centre.CentreEvent>, Refusal>
}

/** One event, or several in their order. */
export type Events = PlainEvent | ReadonlyArray<PlainEvent>

const isList = (events: Events): events is ReadonlyArray<PlainEvent> => Array.isArray(events)
const listOf = (events: Events): ReadonlyArray<PlainEvent> => (isList(events) ? events : [events])

/** What came of a command. Each `then…` returns the centre as it stands now, from which a test may go on. */
export class When {
  private readonly driver: Driver
  private readonly happened: Happened

  constructor(driver: Driver, happened: Happened) {
    this.driver = driver
    this.happened = happened
  }

  /** These events and no others, in this order. */
  then(expected: Events): Given {
    return this.compared(this.events(), listOf(expected))
  }

  /** Accepted, and no event: it was so already, or nothing was due. */
  thenNothing(): Given {
    return this.compared(this.events(), [])
  }

  /** Of the events those of the kinds that are named: these, in this order. For a test about some of the consequences. */
  thenAmong(expected: Events): Given {
    const tags = new Set(listOf(expected).map(({ _tag }) => _tag))
    return this.compared(
      this.events().filter(({ _tag }) => tags.has(_tag)),
      listOf(expected)
    )
  }

  /** What the sender is told. */
  thenAnswered(answer: Centre.Answer): Given {
    this.events()
    const { result } = this.happened
    return this.compared(result !== null && Result.isSuccess(result) ? result.success.answer : null, answer)
  }

  /** Refused for exactly this. */
  thenRejected(expected: PlainRejection): Given {
    const { about, events } = this.happened
    if (Result.isFailure(events)) return this.compared(events.failure, rejection(expected))
    const list = events.success.map((event) => `\n  ${said(event)}`).join("")
    throw new Error(`${about}\nis accepted:${list === "" ? " (no events)" : list}`)
  }

  private events(): ReadonlyArray<Centre.CentreEvent> {
    const { about, events } = this.happened
    if (Result.isFailure(events)) throw new Error(`${about}\nis refused: ${said(events.failure)}`)
    return events.success
  }

  private compared(actual: unknown, expected: unknown): Given {
    same(actual, expected, this.happened.about)
    return new Given(this.driver)
  }
}

const rejection = (plain: PlainRejection): Refusal => Schema.decodeUnknownSync(Centre.CentreRejection)(plain)

const said = (value: { readonly _tag: string }): string => {
  const { _tag, ...fields } = value
  return Object.keys(fields).length === 0 ? _tag : `${_tag} ${JSON.stringify(fields)}`
}

/** Compares whole values; the message is a diff, line by line, of what came (+) and what was said (−). */
function same(actual: unknown, expected: unknown, about: string): void {
  try {
    deepStrictEqual(plain(actual), plain(expected))
  } catch (error) {
    const diff = error instanceof Error ? error.message : String(error)
    throw new Error(`${about}\n${diff}`, { cause: error })
  }
}

/** Values as the log keeps them: fields that are left out and fields that are undefined are one. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
