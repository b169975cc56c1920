/** `engine.pg.*` and `engine.emmett.*`: one-event commands through the engine on a real Postgres with fsync. */
import { Stats } from "@parley/core"
import { Engine, engineLayer, vaultLayer, type CentreHandle } from "@parley/core/engine"
import { postgres } from "@parley/postgres/pg"
import { getPostgreSQLEventStore } from "@event-driven-io/emmett-postgresql"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import pg from "pg"
import { startPostgres } from "../packages/testkit/src/servers/private-postgres.ts"
import { id, type AgentId, type CampaignName, type Command, type InteractionId } from "./centre.ts"
import { rounded, type Bench, type Figure } from "./result.ts"

/** Short rounds, many of them, in turn: on a shared machine the two sides then meet the same others. */
const ROUND_MS = 400
const ROUNDS = 40
/** Before the first round each side runs so long: the code of a single caller is compiled to its end after some 10 s. */
const WARM_UP_MS = 10_000
/** More connections make Postgres slower on two cores, not faster. */
const RAW_CONNECTIONS_MAX = 32
const AGENTS = 256
const INTERACTIONS = 512

/** Callers that each send one command after another for a while; what they got done, and how long each took. */
interface Run {
  readonly perSecond: number
  readonly latenciesMs: ReadonlyArray<number>
}

async function hammer(callers: number, forMs: number, one: (caller: number, n: number) => Promise<void>): Promise<Run> {
  const latenciesMs: Array<number> = []
  const from = performance.now()
  const loop = async (caller: number): Promise<void> => {
    for (let n = 0; performance.now() - from < forMs; n++) {
      const began = performance.now()
      await one(caller, n)
      latenciesMs.push(performance.now() - began)
    }
  }
  await Promise.all(Array.from({ length: callers }, (_, caller) => loop(caller)))
  return { perSecond: (latenciesMs.length / (performance.now() - from)) * 1_000, latenciesMs }
}

const median = (values: ReadonlyArray<number>): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN
const p99 = (values: ReadonlyArray<number>): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.99)] ?? NaN

const HASH = (text: string): never => id(`1:${text.padStart(22, "A")}`)

/** A centre at work: agents signed in, conversations open and owned by nobody. */
async function prepare(acme: CentreHandle): Promise<void> {
  const send = (command: Command) => Effect.runPromise(acme.send(command))
  const campaign = id<CampaignName>("support")
  await send({ _tag: "CreateCampaign", campaign, channel: id("mail") })
  for (let n = 0; n < AGENTS; n++) {
    const agentId = id<AgentId>(`a${n}`)
    await send({ _tag: "CreateUser", userId: agentId, displayName: `Agent ${n}`, roles: ["agent"] })
    await send({ _tag: "SignIn", agentId, sessionId: id(`s${n}`) })
  }
  const contents = { body: id<never>("body"), raw: null, attachments: [] }
  for (let n = 0; n < INTERACTIONS; n++)
    await send({ _tag: "ReceiveMessage", interactionId: id(`i${n}`), campaign, from: [HASH(`c${n}`)], contents })
}

let serial = 0
/** Commands each caller has sent, over all rounds: breaks begin and end in turn. */
const sentBy = new Map<number, number>()

/** One command in so many brings a message and writes rows: the share that messages have of the mixed day's commands. */
const MESSAGE_EVERY = 5

/** A break begun or ended; and every so often a message that joins its conversation and writes rows. */
function oneEvent(caller: number, n: number): Command {
  const agentId = id<AgentId>(`a${caller % AGENTS}`)
  const breaks = n - Math.floor(n / MESSAGE_EVERY)
  if (n % MESSAGE_EVERY !== MESSAGE_EVERY - 1) return { _tag: breaks % 2 === 0 ? "StartBreak" : "EndBreak", agentId }
  const known = (caller * 7 + n) % INTERACTIONS
  const message = (serial++).toString(36)
  return {
    _tag: "ReceiveMessage",
    interactionId: id(`new-${message}`),
    campaign: id("support"),
    from: [HASH(`c${known}`)],
    conversation: id<InteractionId>(`i${known}`),
    contents: { body: null, raw: null, attachments: [] },
    place: { source: id(`inbox-${caller}`), epoch: 1, sequence: n + 1 },
    reference: [HASH(`r${message}`)],
    fingerprint: [HASH(`f${message}`)]
  }
}

/** Callers as fibers, each sending one command after another under an id of its own, as one who may repeat it does. */
async function hammerEngine(acme: CentreHandle, callers: number, forMs: number): Promise<Run> {
  const latenciesMs: Array<number> = []
  const from = performance.now()
  const caller = (number: number) =>
    Effect.gen(function* () {
      while (performance.now() - from < forMs) {
        const n = sentBy.get(number) ?? 0
        sentBy.set(number, n + 1)
        const began = performance.now()
        const sent = yield* acme.send(oneEvent(number, n), { commandId: `bench-${number}-${n}` })
        latenciesMs.push(performance.now() - began)
        if (!sent.ok) throw new Error(JSON.stringify(sent.rejection))
        if (sent.events.length !== 1) throw new Error(`${sent.events.length} events where one was meant`)
      }
    })
  const all = Array.from({ length: callers }, (_, number) => caller(number))
  await Effect.runPromise(Effect.all(all, { concurrency: "unbounded", discard: true }))
  return { perSecond: (latenciesMs.length / (performance.now() - from)) * 1_000, latenciesMs }
}

/** What the engine is measured against. */
interface Baseline {
  readonly run: (forMs: number) => Promise<Run>
  readonly end: () => Promise<void>
}

const PAYLOAD = JSON.stringify({
  type: "BreakStarted",
  agentId: "a1",
  name: "Pause",
  cause: "self",
  filler: "x".repeat(300)
})

async function rawInserts(url: string, connections: number): Promise<Baseline> {
  const pool = new pg.Pool({ connectionString: url, max: connections })
  await pool.query("create table if not exists raw_events (position bigserial primary key, type text, data json)")
  const statement = { name: "raw", text: "insert into raw_events (type, data) values ($1, $2)" }
  return {
    run: (forMs) =>
      hammer(connections, forMs, async () => {
        await pool.query({ ...statement, values: ["BreakStarted", PAYLOAD] })
      }),
    end: () => pool.end()
  }
}

async function emmett(url: string, callers: number): Promise<Baseline> {
  const store = getPostgreSQLEventStore(url)
  await store.appendToStream("warm-up", [{ type: "BreakStarted", data: { payload: PAYLOAD } }])
  return {
    run: (forMs) =>
      hammer(callers, forMs, async (caller, n) => {
        await store.appendToStream(`s-${caller}-${n}-${serial++}`, [
          { type: "BreakStarted", data: { payload: PAYLOAD } }
        ])
      }),
    end: () => store.close()
  }
}

/** The figures for so many callers, against a baseline measured in turn: the ratio is the median of the rounds' own. */
async function against(
  acme: CentreHandle,
  callers: number,
  baseline: Baseline,
  named: Pick<Figure, "name" | "baseline" | "aim"> & { readonly atLeast: number }
): Promise<Figure> {
  await baseline.run(WARM_UP_MS / 2)
  await hammerEngine(acme, callers, WARM_UP_MS)
  const [ours, theirs]: [Array<Run>, Array<Run>] = [[], []]
  for (let round = 0; round < ROUNDS; round++) {
    theirs.push(await baseline.run(ROUND_MS))
    ours.push(await hammerEngine(acme, callers, ROUND_MS))
  }
  const ratios = ours.map((run, round) => run.perSecond / (theirs[round]?.perSecond ?? NaN))
  const ratio = median(ratios)
  const { atLeast, ...rest } = named
  return {
    ...rest,
    value: rounded(median(ours.map((run) => run.perSecond))),
    unit: "one-event commands per second",
    baselineValue: rounded(median(theirs.map((run) => run.perSecond))),
    ratio: rounded(ratio),
    gate: `>= ${atLeast}`,
    passed: ratio >= atLeast,
    detail: {
      callers,
      rounds: ROUNDS,
      ratioQuartiles: [0.25, 0.75].map((share) => rounded(ratios.toSorted((a, b) => a - b)[ROUNDS * share] ?? NaN)),
      p99Ms: rounded(p99(ours.flatMap((run) => run.latenciesMs))),
      baselineP99Ms: rounded(p99(theirs.flatMap((run) => run.latenciesMs))),
      mix: "four breaks to one message that joins a conversation (one event, two rows or more, rows looked up)",
      with: "command ids recorded, decision rows, a snapshot every 50,000 events, one live projection"
    }
  }
}

async function withEngine<A>(use: (acme: CentreHandle, url: string) => Promise<A>): Promise<A> {
  const server = await startPostgres()
  try {
    const channels = [{ name: "mail", kind: "asynchronous", media: "text" }] as const
    const stores = postgres({ url: Redacted.make(server.url) })
    const key = crypto.getRandomValues(new Uint8Array(32))
    const live = engineLayer({ channels }).pipe(Layer.provide(vaultLayer(key)), Layer.provide(stores))
    return await Effect.runPromise(
      Effect.provide(
        Effect.gen(function* () {
          const acme = yield* (yield* Engine).open("acme")
          yield* acme.project(Stats.campaignLive)
          yield* Effect.promise(() => prepare(acme))
          return yield* Effect.promise(() => use(acme, server.url))
        }),
        live
      )
    )
  } finally {
    await server.stop()
  }
}

/** A figure of so many callers, on a server of its own. */
const figure = (
  named: Pick<Figure, "name" | "baseline" | "aim"> & { readonly atLeast: number },
  callers: number,
  baselineAt: (url: string) => Promise<Baseline>
): Bench => ({
  name: named.name,
  run: () =>
    withEngine(async (acme, url) => {
      const baseline = await baselineAt(url)
      sentBy.clear()
      return against(acme, callers, baseline, named)
        .then((one) => [one])
        .finally(baseline.end)
    })
})

const pgFigure = (callers: number, atLeast: number, aim: string): Bench => {
  const connections = Math.min(callers, RAW_CONNECTIONS_MAX)
  const baseline = `single-row INSERT transactions on ${connections} connections`
  return figure({ name: `engine.pg.${callers}`, baseline, aim, atLeast }, callers, (url) =>
    rawInserts(url, connections)
  )
}

const emmettFigure = (callers: number, atLeast: number, aim: string): Bench => {
  const baseline = "emmett-postgresql, one event per append"
  return figure({ name: `engine.emmett.${callers}`, baseline, aim, atLeast }, callers, (url) => emmett(url, callers))
}

/** The figures of the engine on Postgres. */
export const engines: ReadonlyArray<Bench> = [
  pgFigure(1, 0.55, ">= 0.7"),
  pgFigure(32, 1.3, ">= 1.8"),
  pgFigure(256, 1.8, ">= 2.5"),
  emmettFigure(1, 1.4, ">= 1.8"),
  emmettFigure(32, 5, ">= 8")
]
