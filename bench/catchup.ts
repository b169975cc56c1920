/** `catchup.*`: a read model folded into Postgres from position 0, with its checkpoints, on a real server with fsync. */
import { Centre, Stats } from "@parley/core"
import { EventStore, ReadModels, type Batch } from "@parley/core/engine"
import { postgres } from "@parley/postgres/pg"
import { getPostgreSQLEventStore, postgreSQLEventStoreConsumer } from "@event-driven-io/emmett-postgresql"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import pg from "pg"
import { makeLog } from "../packages/core/src/engine/log.ts"
import { startModel } from "../packages/core/src/engine/running-model.ts"
import { startPostgres } from "../packages/testkit/src/servers/private-postgres.ts"
import { runDay } from "./day.ts"
import { rounded, type Bench, type Figure } from "./result.ts"

const ROUNDS = 5
/** Commands of the day whose log is caught up with. */
const COMMANDS = 150_000
/** Events of it that the other library is given: it is slower. */
const EMMETT_EVENTS = 20_000
const APPENDED_AT_ONCE = 500
const FETCHED_AT_ONCE = 1_000

const CENTRE = "acme"

/** What became of each interaction: a read model as one writes one. */
interface Work {
  readonly campaign: string
  readonly arrivedAt: number
  readonly agents: ReadonlyArray<string>
  readonly messages: number
  readonly endedAt: number | null
}

const isWork = (json: unknown): json is Work =>
  typeof json === "object" && json !== null && "campaign" in json && "arrivedAt" in json && "agents" in json

const worked = (name: string): Stats.ReadModel<Work> => ({
  name,
  version: 1,
  decode: (json) => (isWork(json) ? json : null),
  needs: ({ event }) => {
    switch (event._tag) {
      case "OfferAccepted":
      case "MessageReceived":
      case "MessagePlanned":
      case "InteractionClosed":
        return [event.interactionId]
      default:
        return []
    }
  },
  evolve: (documents, { event, at }) => {
    if (event._tag === "InteractionArrived") {
      const { interactionId, campaign } = event
      return [[interactionId, { campaign, arrivedAt: at, agents: [], messages: 0, endedAt: null }]]
    }
    if (!("interactionId" in event) || event.interactionId === null) return []
    const known = documents(event.interactionId)
    if (known === undefined) return []
    switch (event._tag) {
      case "OfferAccepted":
        return [[event.interactionId, { ...known, agents: [...known.agents, event.agentId] }]]
      case "MessageReceived":
      case "MessagePlanned":
        return [[event.interactionId, { ...known, messages: known.messages + 1 }]]
      case "InteractionClosed":
        return [[event.interactionId, { ...known, endedAt: at }]]
      default:
        return []
    }
  },
  places: ({ campaign, arrivedAt }) => [{ list: campaign, sort: arrivedAt }]
})

/** The log of a mixed day. */
function dayLog(): ReadonlyArray<Centre.RecordedEvent> {
  const { log } = runDay({ agents: 1_000, campaigns: 100, memberships: 10, commands: COMMANDS, seed: 7 })
  return log.map(({ at, event }, index) => ({
    position: index + 1,
    at,
    commandId: `command-${index + 1}`,
    index: 0,
    last: true,
    version: 1,
    actor: null,
    correlationId: null,
    causationId: null,
    event
  }))
}

const append = (log: ReadonlyArray<Centre.RecordedEvent>) =>
  Effect.gen(function* () {
    const store = yield* EventStore
    for (let position = 0; position < log.length; position += APPENDED_AT_ONCE) {
      const events = log.slice(position, position + APPENDED_AT_ONCE)
      const batch: Batch = { expected: { position, epoch: 0 }, epoch: 0, events, commands: [], rows: [], due: null }
      yield* store.append(CENTRE, batch)
    }
  })

/** Events per second of a read model that catches up from 0 and is dropped again. */
const catchUp = (model: Stats.ReadModel<unknown>, head: number) =>
  Effect.gen(function* () {
    const store = yield* ReadModels
    const source = { centre: CENTRE, log: makeLog(CENTRE, yield* EventStore, head), store }
    const began = performance.now()
    const running = yield* startModel(source, model)
    yield* running.read(() => Stats.documentOf<unknown>("none"), { minPosition: head })
    const seconds = (performance.now() - began) / 1_000
    return head / seconds
  }).pipe(Effect.scoped, Effect.tap(Effect.flatMap(ReadModels, (store) => store.drop(CENTRE, model))))

/** Events per second of a cursor over the same rows, each parsed; the next rows are fetched while those are. */
async function cursor(client: pg.Client, head: number): Promise<number> {
  const began = performance.now()
  await client.query("BEGIN")
  await client.query(`DECLARE log NO SCROLL CURSOR FOR
    SELECT position, type, at, data FROM parley.events WHERE centre = '${CENTRE}' ORDER BY position`)
  // Columns as the server sends them: the driver would parse the JSON itself, and slower.
  const types = { getTypeParser: () => (text: string) => text }
  const fetch = () => {
    const text = `FETCH ${FETCHED_AT_ONCE} FROM log`
    return client.query<Array<string>>({ text, rowMode: "array", types })
  }
  let parsed = 0
  for (let page = fetch(); ;) {
    const { rows } = await page
    if (rows.length === 0) break
    page = fetch()
    for (const row of rows) {
      const event: unknown = JSON.parse(row[3] ?? "")
      if (typeof event === "object") parsed += 1
    }
  }
  await client.query("COMMIT")
  if (parsed !== head) throw new Error(`${parsed} of ${head} events were read`)
  return head / ((performance.now() - began) / 1_000)
}

/** Events per second of the other library's consumer with its checkpoints, folding in memory and writing nothing else. */
async function emmett(connectionString: string, round: number): Promise<number> {
  let seen = 0
  const consumer = postgreSQLEventStoreConsumer({
    connectionString,
    stopWhen: { noMessagesLeft: true },
    pulling: { batchSize: FETCHED_AT_ONCE }
  })
  consumer.reactor({
    processorId: `reactor-${round}`,
    eachMessage: () => {
      seen += 1
    }
  })
  const began = performance.now()
  await consumer.start()
  const seconds = (performance.now() - began) / 1_000
  await consumer.close()
  if (seen !== EMMETT_EVENTS) throw new Error(`${seen} of ${EMMETT_EVENTS} events were read`)
  return EMMETT_EVENTS / seconds
}

async function fillEmmett(
  store: ReturnType<typeof getPostgreSQLEventStore>,
  log: ReadonlyArray<Centre.RecordedEvent>
): Promise<void> {
  for (let from = 0; from < EMMETT_EVENTS; from += APPENDED_AT_ONCE)
    await store.appendToStream(
      `s-${from}`,
      log.slice(from, from + APPENDED_AT_ONCE).map(({ event }) => ({ type: event._tag, data: { ...event } }))
    )
}

const median = (values: ReadonlyArray<number>): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN

/** What else is needed to measure against, by the round. */
interface Against {
  readonly round: (round: number) => Promise<number>
  readonly close: () => Promise<void>
}

/** Rounds of the model and of what it is held against in turn, on one server. */
async function measured(
  against: (url: string, log: ReadonlyArray<Centre.RecordedEvent>) => Promise<Against>,
  named: Pick<Figure, "name" | "baseline" | "aim"> & { readonly atLeast: number }
): Promise<ReadonlyArray<Figure>> {
  const server = await startPostgres()
  try {
    const log = dayLog()
    const other = await against(server.url, log)
    const ours: Array<number> = []
    const theirs: Array<number> = []
    let conversations = 0
    const run = Effect.gen(function* () {
      yield* append(log)
      for (let round = 0; round < ROUNDS; round++) {
        theirs.push(yield* Effect.promise(() => other.round(round)))
        ours.push(yield* catchUp(worked(`worked-${round}`), log.length))
      }
      conversations = yield* catchUp(Stats.conversations, log.length)
    })
    try {
      await Effect.runPromise(Effect.provide(run, postgres({ url: Redacted.make(server.url) })))
    } finally {
      await other.close()
    }
    const [value, baselineValue] = [median(ours), median(theirs)]
    // Of the two of a round: the machine is seldom the same for long.
    const ratio = median(ours.map((perSecond, round) => perSecond / (theirs[round] ?? NaN)))
    const { atLeast, ...rest } = named
    return [
      {
        ...rest,
        value: rounded(value),
        unit: "events per second",
        baselineValue: rounded(baselineValue),
        ratio: rounded(ratio),
        gate: `>= ${atLeast}`,
        passed: ratio >= atLeast,
        detail: {
          events: log.length,
          model:
            "one document for each interaction, in a list of its campaign; documents, places and checkpoint in one statement",
          conversations: rounded(conversations),
          rounds: ours.map(rounded),
          baselineRounds: theirs.map(rounded)
        }
      }
    ]
  } finally {
    await server.stop()
  }
}

export const catchupRaw: Bench = {
  name: "catchup.raw",
  run: () =>
    measured(
      async (url, log) => {
        const client = new pg.Client({ connectionString: url })
        await client.connect()
        return { round: () => cursor(client, log.length), close: () => client.end() }
      },
      {
        name: "catchup.raw",
        baseline:
          "a cursor over the same rows and JSON.parse of each, the next page fetched meanwhile; nothing written",
        aim: ">= 0.6",
        atLeast: 0.4
      }
    )
}

export const catchupEmmett: Bench = {
  name: "catchup.emmett",
  run: () =>
    measured(
      async (url, log) => {
        const store = getPostgreSQLEventStore(url)
        await fillEmmett(store, log)
        return { round: (round) => emmett(url, round), close: () => store.close() }
      },
      {
        name: "catchup.emmett",
        baseline:
          "emmett-postgresql's consumer with batches of 1,000, its checkpoints and a fold in memory; no read model written",
        aim: ">= 20",
        atLeast: 10
      }
    )
}
