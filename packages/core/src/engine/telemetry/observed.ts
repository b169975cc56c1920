/** The ports of the engine, watched: what goes through them is measured, traced and logged, and is otherwise the same. */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as LogLevel from "effect/LogLevel"
import * as Metric from "effect/Metric"
import * as References from "effect/References"
import type * as Scope from "effect/Scope"
import type { CentreCommand } from "../../centre/index.ts"
import type { AppendFailure } from "../failures.ts"
import type { CentreHandle } from "../handle.ts"
import type { Ended, Lane } from "../mailbox.ts"
import type { Batch, EventStore } from "../ports.ts"
import type { Ear } from "../send.ts"
import type { CentreFigures, Figures, Reading } from "./figures.ts"
import { type CommandOutcome, loadSeconds } from "./instruments.ts"
import { spanned } from "./spans.ts"
import { type Here, timed } from "./timed.ts"

/** A store whose appends are told: their time and size, a span each, and why one failed. Once a batch, not once a command. */
export const observedStore = (store: EventStore["Service"], figures: Figures): EventStore["Service"] => ({
  ...store,
  append: (centre, batch) =>
    timed(
      store.append(centre, batch),
      (exit, seconds, here) => {
        if (Exit.isSuccess(exit)) {
          figures.appended(centre, batch, seconds)
          if (!isDebugged(here)) return undefined
          return Effect.logDebug("a batch was appended", { centre, ...sizeOf(batch), seconds })
        }
        const failure = failureIn(exit.cause)
        figures.notAppended(failure?._tag ?? "defect")
        return failure === null ? undefined : logNotAppended(centre, failure)
      },
      {
        name: "parley.append",
        told: () => ({ attributes: { centre, epoch: batch.epoch, ...sizeOf(batch) }, root: true })
      }
    )
})

/** Whether lines for debugging are written: where they are not, none is put together once a batch. */
const isDebugged = (here: Here): boolean => !LogLevel.isGreaterThan(here.getRef(References.MinimumLogLevel), "Debug")

const sizeOf = ({ expected, events, commands }: Batch) => ({
  position: expected.position + events.length,
  commands: commands.length,
  events: events.length
})

const failureIn = <E>(cause: Cause.Cause<E>): E | null => {
  const found = cause.reasons.find(Cause.isFailReason)
  return found === undefined ? null : found.error
}

/** A repeat is no fault. What else keeps a batch out of the store is for whoever looks after it. */
const logNotAppended = (centre: string, failure: AppendFailure): Effect.Effect<void> =>
  failure._tag === "AlreadyRecorded"
    ? Effect.logDebug("a batch holds repeats", { centre, count: failure.ids.length })
    : Effect.logWarning("a batch was not appended", { centre }, failure)

/** Loads what `load` loads, told: its time, a span, a line in the log; and from then on the figures of its handle. */
export const observedLoad = <E, R>(
  name: string,
  figures: Figures,
  load: (ear: Ear) => Effect.Effect<CentreHandle, E, R>
): Effect.Effect<CentreHandle, E, R | Scope.Scope> =>
  Effect.gen(function* () {
    const own = figures.centre(name)
    const handle = yield* timed(load(earOf(name, own)), (exit, seconds) =>
      Exit.isFailure(exit)
        ? undefined
        : Effect.andThen(
            Metric.update(loadSeconds, seconds),
            Effect.logDebug("a centre was loaded", { centre: name, epoch: exit.value.epoch, seconds })
          )
    )
    const readings = [own.loaded(handle.waiting)]
    yield* Effect.addFinalizer(() =>
      Effect.sync(() => {
        for (const { leave } of readings) leave()
      })
    )
    return observedHandle(handle, own, readings)
  }).pipe(spanned("parley.load", () => ({ attributes: { centre: name } })))

/** Counts what became of commands: one addition for what is accepted. */
const earOf =
  (centre: string, figures: CentreFigures): Ear =>
  (ended, command, lane) => {
    const outcome = outcomeOf(ended)
    figures.answered(outcome)
    if (outcome === "accepted") return undefined
    if (outcome === "overloaded") figures.overloaded(lane)
    return logNotAccepted({ centre, command: command._tag, lane, outcome }, ended)
  }

/** What of a projection or read model that runs is told. */
interface Follower {
  readonly status: (now: number) => { readonly lag: number }
}

/** The handle, whose projections and read models tell how far they are behind. */
const observedHandle = (handle: CentreHandle, figures: CentreFigures, readings: Array<Reading>): CentreHandle => {
  const told = new Set<string>()
  /** Once a name: who asks for it again gets what runs already. */
  const follow = <F extends Follower>(name: string, running: F): F => {
    if (!told.has(name)) readings.push(figures.followed(name, () => running.status(0).lag))
    told.add(name)
    return running
  }
  return {
    ...handle,
    project: (projection) => Effect.map(handle.project(projection), (running) => follow(projection.name, running)),
    model: (model) => Effect.map(handle.model(model), (running) => follow(model.name, running))
  }
}

function outcomeOf(exit: Ended): CommandOutcome {
  if (Exit.isSuccess(exit)) {
    if (!exit.value.ok) return "refused"
    return exit.value.repeated ? "repeated" : "accepted"
  }
  switch (failureIn(exit.cause)?._tag) {
    case "Overloaded":
      return "overloaded"
    case "CommandConflict":
      return "conflict"
    case undefined:
      return Cause.hasInterruptsOnly(exit.cause) ? "interrupted" : "failed"
    default:
      return "failed"
  }
}

interface NotAccepted {
  readonly centre: string
  readonly command: CentreCommand["_tag"]
  readonly lane: Lane
  readonly outcome: CommandOutcome
}

/** Without what the command holds. Only a bug is told above debug: all else the sender knows, or the appends tell. */
function logNotAccepted(told: NotAccepted, exit: Ended): Effect.Effect<void> | undefined {
  if (Exit.isSuccess(exit)) {
    const { value } = exit
    const more = value.ok ? { position: value.position } : { rejection: value.rejection._tag }
    return Effect.logDebug("a command was not accepted", { ...told, ...more })
  }
  const failure = failureIn(exit.cause)
  if (failure === null) return undefined
  const isBug = failure._tag === "CommandDefect" || failure._tag === "CentreDefect"
  return isBug
    ? Effect.logError("a command met a bug", told, failure)
    : Effect.logDebug("a command was not accepted", told, failure)
}
