/** What must hold when a story has been told to its end, whatever befell those who told it. */
import { Stats, type Centre } from "@parley/core"
import { ContentRows, Engine, PAGE_MAX, ReadModels, Vault, type Stores } from "@parley/core/engine"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as References from "effect/References"
import { clockOf } from "./clock.ts"
import { CENTRE, textOf } from "./desk.ts"
import { effectFaults, effectsIn, type EffectState } from "./effects.ts"
import { engineOf, type Setting } from "./house.ts"
import type { Journal } from "./journal.ts"
import { batchesIn, gapFaults, lostFaults, rowFaults, twiceFaults, wholeLog, type Log } from "./log-faults.ts"
import { plainly, timelessly } from "./plainly.ts"
import { sessions } from "./story.ts"

/** Days after the end of the story: until then whatever nobody names may still be there. */
const AFTERWARDS_DAYS = 10
/** How long that is kept, at most. */
const SWEPT_AFTER_MS = 9 * 86_400_000

/** What a story came to: all that must be the same with a failure as without. */
export interface Outcome {
  /** By command of a caller: what it was answered, and its events, but for ids that are drawn and for times. */
  readonly commands: ReadonlyMap<string, string>
  /** By noted name: the text of content as it is now; null: gone. */
  readonly texts: ReadonlyMap<string, string | null>
  /** By message and record. */
  readonly effects: ReadonlyMap<string, EffectState>
}

export interface Verdict {
  readonly outcome: Outcome
  /** What does not hold in itself; none where all is well. */
  readonly faults: ReadonlyArray<string>
}

/** Looks at what the story left, with an engine of its own. */
export const judge = (setting: Omit<Setting, "around">): Effect.Effect<Verdict, unknown> => {
  const last = sessions.at(-1)
  if (last === undefined) return Effect.die(new Error("a story without sessions"))
  const { stores, journal, pace } = setting
  return Effect.gen(function* () {
    const faults: Array<string> = []
    const handle = yield* Effect.flatMap(Engine, (engine) => engine.open(CENTRE))
    const { state, position } = yield* handle.state
    const log = yield* wholeLog(stores, CENTRE, position)
    faults.push(...gapFaults(log, position), ...twiceFaults(log))
    if (!sameState(handle.centre, state, log)) faults.push("the state is not the fold of the log")
    faults.push(...(yield* rowFaults(stores, CENTRE, log)))
    faults.push(...(yield* lostFaults(stores, CENTRE, { journal, log })))
    faults.push(...effectFaults(log, journal))
    for (const model of last.readModels) {
      const running = yield* handle.model(model)
      yield* running.read(() => Stats.documentOf("none"), { minPosition: position })
    }
    faults.push(...(yield* modelFaults(stores, log)))
    const texts = yield* textsOf(journal)
    faults.push(...(yield* orphanFaults(stores, journal, log)))
    return { outcome: { commands: commandsIn(log, journal), texts, effects: effectsIn(log) }, faults }
  }).pipe(
    Effect.scoped,
    Effect.provide(engineOf(last, stores)),
    Effect.provideService(Clock.Clock, clockOf(pace, last.day + AFTERWARDS_DAYS)),
    Effect.provideService(References.MinimumLogLevel, "None")
  )
}

/** The engine's state, which began with a snapshot, against the whole log folded from its beginning. */
function sameState(centre: Centre.Centre, state: Centre.State, log: Log): boolean {
  const canonical = (one: Centre.State): string => [...centre.pieces(one, "canonical")].join("\n")
  return canonical(state) === canonical(centre.replay(centre.initial, log))
}

/** Whose commands a story is about: those of callers, by the ids that they gave. */
function commandsIn(log: Log, journal: Journal): Outcome["commands"] {
  const commands = new Map<string, string>()
  for (const [commandId, events] of batchesIn(log))
    if (events[0]?.actor === "caller")
      commands.set(
        commandId,
        timelessly(
          events.map(({ event }) => event),
          journal
        )
      )
  for (const line of journal.lines())
    if (line._tag === "Acknowledged") commands.set(`${line.commandId} answered`, timelessly(line.answer, journal))
  return commands
}

const textsOf = Effect.fnUntraced(function* (journal: Journal) {
  const vault = yield* Vault
  const texts = new Map<string, string | null>()
  for (const line of journal.lines())
    if (line._tag === "Noted" && line.name.startsWith("content ")) texts.set(line.name, yield* textOf(vault, line.id))
  return texts
})

/** A model's documents, as they are in the store, against its fold of the log. */
const modelFaults = Effect.fnUntraced(function* (stores: Context.Context<Stores>, log: Log) {
  const store = Context.get(stores, ReadModels)
  const faults: Array<string> = []
  for (const model of sessions.at(-1)?.readModels ?? []) {
    const keys = new Set(log.flatMap((recorded) => model.needs(recorded)))
    const fold = Stats.foldModel(model, log)
    const stored = yield* store.documents(CENTRE, model, [...keys])
    const folded = fold.ask(() => Stats.documentsOf<unknown>([...keys]))
    const [is, shall] = [plainly(sorted(stored)), plainly(sorted(folded))]
    if (is !== shall) faults.push(`the documents of ${model.name} are not the fold of the log`)
  }
  return faults
})

const sorted = (documents: ReadonlyMap<string, unknown>): ReadonlyArray<readonly [string, unknown]> =>
  [...documents].toSorted(([a], [b]) => (a < b ? -1 : 1))

/** Of content nothing is left that the log does not name. */
const orphanFaults = Effect.fnUntraced(function* (stores: Context.Context<Stores>, journal: Journal, log: Log) {
  const rows = Context.get(stores, ContentRows)
  yield* rows.sweep(CENTRE, (yield* Clock.currentTimeMillis) - SWEPT_AFTER_MS)
  const named = new Set<string>()
  for (const line of journal.lines()) if (line._tag === "Noted" && line.name.startsWith("content ")) named.add(line.id)
  const people = log.flatMap(({ event }) =>
    event._tag === "ContactAdded" || event._tag === "ContactCreated" ? [event.contactId] : []
  )
  const erased = new Set(log.flatMap(({ event }) => (event._tag === "ContactErased" ? [event.contactId] : [])))
  const faults: Array<string> = []
  for (const contactId of erased)
    if ((yield* rows.held(CENTRE, contactId, { after: "", limit: 1 })).length > 0)
      faults.push(`${contactId} holds what was erased`)
  for (const holder of ["", "centre", ...people])
    for (const { id } of yield* rows.held(CENTRE, holder, { after: "", limit: PAGE_MAX }))
      if (!named.has(id)) faults.push(`${holder === "" ? "nobody" : holder} holds content that no event names`)
  return faults
})

/** Where two outcomes differ. `mayDiffer`: effects of which nobody knows what became of them. */
export function differences(expected: Outcome, came: Outcome): ReadonlyArray<string> {
  const faults: Array<string> = []
  for (const what of ["commands", "texts"] as const) {
    const [before, after]: ReadonlyArray<ReadonlyMap<string, string | null>> = [expected[what], came[what]]
    for (const key of new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])]))
      if (before?.get(key) !== after?.get(key))
        faults.push(`${what}: ${key} is ${after?.get(key)}, without failure ${before?.get(key)}`)
  }
  for (const key of new Set([...expected.effects.keys(), ...came.effects.keys()])) {
    const [shall, is] = [expected.effects.get(key), came.effects.get(key)]
    if (is !== shall && is !== "ambiguous") faults.push(`effects: ${key} is ${is}, without failure ${shall}`)
  }
  return faults
}
