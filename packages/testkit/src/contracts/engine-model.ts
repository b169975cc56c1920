/**
 * The engine on a store, held to a model: random commands are sent while the n-th call of one of its ports fails, before it
 * took effect or after. Whoever is not answered asks again under the same id. In the end the log is what the pure centre
 * decides for those commands at those instants, each of them once; each answer is what the log says, and what was refused
 * the pure centre refuses.
 */
import { Centre } from "@parley/core"
import {
  ContentRows,
  Engine,
  engineLayer,
  EventStore,
  PrivateRows,
  ReadModels,
  RowTable,
  StoreUnavailable,
  vaultLayer,
  type EngineDefinition,
  type Stores
} from "@parley/core/engine"
import fc from "fast-check"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { history } from "../arbitraries.ts"
import { failNth, type Faulty, type FaultTime } from "../fault-layers.ts"
import type { Sending } from "../harness.ts"
import { play } from "../histories/history.ts"
import { historyDefinition } from "../histories/profiles.ts"
import { freshCentre, type ContractCase } from "./contract-case.ts"

const definition = historyDefinition()
const ACTS_MAX = 40
const SEED = 20_261_128
/** Tries of one command: a single fault needs two, or three where the centre had to be opened again. */
const TRIES_MAX = 6
/** Events that are read at once. */
const PAGE = 1_000

/** What the engine itself brings about, or what depends on its epoch. */
const NOT_SENT: ReadonlySet<string> = new Set(["Tick", "CreateCentre", "TakeOwnership"])

/** The commands of one generated history, in order. */
function commandsOf(seed: number): ReadonlyArray<Sending> {
  const [one] = fc.sample(history({ actsMax: ACTS_MAX }), { seed, numRuns: 1 })
  if (one === undefined) throw new Error("no history")
  const ids = new Set<string>()
  return play(Centre.make(definition), one).script.filter(({ command, commandId }) => {
    if (NOT_SENT.has(command._tag) || ids.has(commandId)) return false
    ids.add(commandId)
    return true
  })
}

type Port = "events" | "content" | "private"

export interface ModelFault {
  readonly port: Port
  readonly n: number
  readonly when: FaultTime
}

/** How a run went: calls to the port, whether its fault came about, commands accepted and sent. */
export interface ModelOutcome {
  readonly calls: number
  readonly fired: boolean
  readonly accepted: number
  readonly sent: number
}

/**
 * Sends them all through an engine whose port fails once. Throws what is wrong. An engine that is not made from the model's
 * own definition is wrong in what it decides.
 */
export const modelRun = (
  fault: ModelFault,
  made: EngineDefinition = definition
): Effect.Effect<ModelOutcome, unknown, Stores> =>
  Effect.gen(function* () {
    const events = yield* EventStore
    const [content, rows] = [yield* ContentRows, yield* PrivateRows]
    const models = yield* ReadModels
    const name = freshCentre()
    const failing = <P extends object>(port: Port, service: P): Faulty<P> =>
      failNth(service, {
        n: port === fault.port ? fault.n : Number.POSITIVE_INFINITY,
        when: fault.when,
        failure: (operation) => new StoreUnavailable({ operation, reason: "fault", unknown: true })
      })
    const faulty = {
      events: failing("events", events),
      content: failing("content", content),
      private: failing("private", rows)
    }
    const stores = Layer.mergeAll(
      Layer.succeed(EventStore, faulty.events.port),
      Layer.succeed(ContentRows, faulty.content.port),
      Layer.succeed(PrivateRows, faulty.private.port),
      Layer.succeed(ReadModels, models)
    )
    const vault = vaultLayer(new Uint8Array(32)).pipe(Layer.provideMerge(stores))
    const sendings = commandsOf(SEED)
    // Where the engine cannot even be built it is built again; what was sent before is sent again, under its ids.
    const answers = yield* Effect.retry(
      Effect.provide(sendAll(name, sendings), Layer.fresh(engineLayer(made).pipe(Layer.provideMerge(vault)))),
      { times: 1 }
    )
    checkLog(yield* wholeLog(events, name), sendings, answers)
    const port = faulty[fault.port]
    const accepted = [...answers.values()].filter((events) => events !== null).length
    return { calls: port.calls.length, fired: port.fired(), accepted, sent: sendings.length }
  })

/** By command id, whether it was accepted, and with which events. */
type Answers = ReadonlyMap<string, ReadonlyArray<Centre.RecordedEvent> | null>

const sendAll = (name: string, sendings: ReadonlyArray<Sending>) =>
  Effect.gen(function* () {
    const engine = yield* Engine
    const answers = new Map<string, ReadonlyArray<Centre.RecordedEvent> | null>()
    for (const { command, commandId } of sendings) {
      const once = Effect.flatMap(engine.open(name), (handle) => handle.send(command, { commandId }))
      const sent = yield* Effect.retry(once, { times: TRIES_MAX - 1 })
      answers.set(commandId, sent.ok ? sent.events : null)
    }
    return answers
  })

const wholeLog = (store: EventStore["Service"], name: string) =>
  Effect.gen(function* () {
    const log: Array<Centre.RecordedEvent> = []
    for (;;) {
      const page = yield* store.read(name, { after: log.length, limit: PAGE })
      log.push(...page)
      if (page.length < PAGE) return log
    }
  })

/** Throws where the log is not what the model decides, or an answer not what model and log say. */
function checkLog(log: ReadonlyArray<Centre.RecordedEvent>, sendings: ReadonlyArray<Sending>, answers: Answers): void {
  const groups = groupsOf(log)
  const model = new Model(new Map(sendings.map(({ commandId, command }) => [commandId, command])), groups)
  const written = new Map(groups.map((group) => [group[0]?.commandId ?? "", group]))
  for (const { commandId, command } of sendings) {
    const answered = answers.get(commandId) ?? null
    const stored = written.get(commandId) ?? []
    if (JSON.stringify(stored) !== JSON.stringify(answered ?? []))
      throw new Error(`${commandId} was answered ${JSON.stringify(answered)}, the log says ${JSON.stringify(stored)}`)
    if (stored.length > 0) model.goOnTo(commandId)
    else if (!model.comesTo(command, answered === null ? "refused" : "nothing"))
      throw new Error(`${commandId} was ${answered === null ? "refused" : "accepted"}, the model decides otherwise`)
  }
  model.goOn()
}

/** The events of each command, in order; throws where a position is missing, or a command comes twice. */
function groupsOf(log: ReadonlyArray<Centre.RecordedEvent>): ReadonlyArray<ReadonlyArray<Centre.RecordedEvent>> {
  const groups: Array<Array<Centre.RecordedEvent>> = []
  const ids = new Set<string>()
  for (const [nth, recorded] of log.entries()) {
    if (recorded.position !== nth + 1) throw new Error(`position ${recorded.position} stands at ${nth + 1}`)
    if (recorded.index === 0) {
      if (ids.has(recorded.commandId)) throw new Error(`${recorded.commandId} was applied twice`)
      ids.add(recorded.commandId)
      groups.push([])
    }
    groups.at(-1)?.push(recorded)
  }
  return groups
}

/** The pure centre, carried along the log. */
class Model {
  private readonly sent: ReadonlyMap<string, Centre.CentreCommand>
  private readonly groups: ReadonlyArray<ReadonlyArray<Centre.RecordedEvent>>
  private readonly centre = Centre.make(definition)
  private readonly rows = new RowTable()
  private state = this.centre.initial
  private next = 0

  constructor(
    sent: ReadonlyMap<string, Centre.CentreCommand>,
    groups: ReadonlyArray<ReadonlyArray<Centre.RecordedEvent>>
  ) {
    this.sent = sent
    this.groups = groups
  }

  /** Takes up the log until this command is done. */
  goOnTo(commandId: string): void {
    for (;;) {
      const group = this.groups[this.next]
      if (group === undefined) throw new Error(`${commandId} stands in the log before one that was sent before it`)
      this.take(group)
      if (group[0]?.commandId === commandId) return
    }
  }

  /** Takes up what is left. */
  goOn(): void {
    for (const group of this.groups.slice(this.next)) this.take(group)
  }

  /** Whether a command that wrote nothing comes to that here, or after what the engine did by itself next. */
  comesTo(command: Centre.CentreCommand, outcome: "refused" | "nothing"): boolean {
    for (;;) {
      const stepped = this.centre.step(this.state, this.rows, this.state.facts.at, command)
      if (
        Result.isFailure(stepped) ? outcome === "refused" : outcome === "nothing" && stepped.success.events.length === 0
      )
        return true
      const group = this.groups[this.next]
      if (group === undefined || this.sent.has(group[0]?.commandId ?? "")) return false
      this.take(group)
    }
  }

  private take(group: ReadonlyArray<Centre.RecordedEvent>): void {
    const [head] = group
    this.next += 1
    if (head === undefined) return
    const { at, commandId } = head
    const events = group.map(({ event }) => event)
    const command = this.sent.get(commandId) ?? ownOf(head.event)
    if (command !== null) {
      const stepped = this.centre.step(this.state, this.rows, at, command)
      const decided = Result.isSuccess(stepped) ? stepped.success.events : [stepped.failure]
      if (JSON.stringify(decided) !== JSON.stringify(events))
        throw new Error(`${commandId} wrote ${JSON.stringify(events)}, the model decides ${JSON.stringify(decided)}`)
    }
    this.state = this.centre.replay(this.state, group)
    for (const event of events) for (const change of Centre.rowsOf(event)) this.rows.write(change)
  }
}

/** What the engine sends by itself; the first of all is taken as it stands, for its seed is drawn. */
function ownOf(event: Centre.CentreEvent): Centre.CentreCommand | null {
  if (event._tag === "CentreCreated") return null
  return event._tag === "OwnershipTaken" ? { _tag: "TakeOwnership", epoch: event.epoch } : { _tag: "Tick" }
}

const TIMES: ReadonlyArray<FaultTime> = ["before", "after"]

const sweep = (port: Port, step: number): ContractCase<Stores> => ({
  title: `[D14.1a] whichever call to ${port} fails, the engine comes to what the model decides`,
  check: Effect.gen(function* () {
    for (const when of TIMES)
      for (let n = 1; ; n += step) {
        const { fired } = yield* modelRun({ port, n, when })
        if (!fired) break
      }
  })
})

/** `step`: every so-many-th call is tried, where each run is dear. */
export const engineModelContract = (step: number): ReadonlyArray<ContractCase<Stores>> => [
  sweep("events", step),
  sweep("private", 1),
  sweep("content", 1)
]
