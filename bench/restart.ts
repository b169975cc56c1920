/** `restart.snapshot`: how soon a centre answers after a start, from a snapshot and from its whole log. */
import { execFile } from "node:child_process"
import { join } from "node:path"
import { promisify } from "node:util"
import { Centre } from "@parley/core"
import { EventStore, Snapshots, type CentreHandle } from "@parley/core/engine"
import { hamtSize } from "@parley/core/internal"
import * as Effect from "effect/Effect"
import pg from "pg"
import { startPostgres } from "../packages/testkit/src/servers/private-postgres.ts"
import { Driver, id } from "./centre.ts"
import { runDay } from "./day.ts"
import { anyCommand, CENTRE, onCentre, onStores } from "./restart-centre.ts"
import { rounded, type Bench } from "./result.ts"

const EVENTS = 1_000_000
const OPEN = 5_000
const DAY = { agents: 1_000, campaigns: 100, memberships: 10, seed: 7, commands: 800_000 }
const ROUNDS = 3
const PAGE = 1_000
const PAUSE_MS_MAX = 20
const RATIO_MAX = 0.1

const LAST = "SELECT at FROM parley.events ORDER BY position DESC LIMIT 1"
const AWAY = "TRUNCATE parley.snapshots, parley.snapshot_parts"

const median = (values: ReadonlyArray<number>): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN

/** The mixed day, and clients in the end whom nobody answers any more. */
function longDay(): Driver {
  const driver = runDay(DAY)
  let at = driver.log.at(-1)?.at ?? 0
  const open = (): number => hamtSize(driver.state.facts.interactions)
  for (let n = 0; driver.log.length < EVENTS || open() < OPEN; n++) {
    at += 10
    const late = open() < OPEN
    const userId = id<never>(`late-${n}`)
    if (!late) driver.send(at, { _tag: "CreateUser", userId, displayName: "Late", roles: ["supervisor"] })
    else
      driver.send(at, {
        _tag: "ReceiveMessage",
        interactionId: id(`late-${n}`),
        campaign: id("c1"),
        from: [id(`1:${n.toString(36).padStart(22, "L")}`)],
        contents: { body: id(`late-${n}`), raw: null, attachments: [] }
      })
  }
  return driver
}

/** Writes the log as its owner would have. */
const written = (log: Driver["log"]) =>
  Effect.gen(function* () {
    const store = yield* EventStore
    for (let from = 0; from < log.length; from += PAGE) {
      const events = log.slice(from, from + PAGE).map(({ at, event }, n) => ({
        ...{ position: from + n + 1, at, commandId: `c${from + n}`, index: 0, last: true, version: 1 },
        ...{ actor: null, correlationId: null, causationId: null, event }
      }))
      const rows = events.flatMap(({ event }) => [...Centre.rowsOf(event)])
      yield* store.append(CENTRE, {
        expected: { position: from, epoch: 0 },
        epoch: 0,
        events,
        rows,
        commands: [],
        due: null
      })
    }
  })

/**
 * How long this process's thread computes between two turns of a timer of 1 ms, at most (ms): what holds up the writer. Of
 * processor time, for on shared cores the clock tells of others besides.
 */
function blocks(): { readonly end: () => number } {
  const cpuMs = (): number => {
    const { user, system } = process.threadCpuUsage()
    return (user + system) / 1e3
  }
  let [longest, last] = [0, cpuMs()]
  const timer = setInterval(() => {
    const now = cpuMs()
    longest = Math.max(longest, now - last)
    last = now
  }, 1)
  return {
    end: () => {
      clearInterval(timer)
      return rounded(longest)
    }
  }
}

/** One caller after another until told to stop: how long the writer was held up at once, and the longest wait for an answer. */
const underLoad = (acme: CentreHandle, name: string, until: Effect.Effect<boolean, unknown, Snapshots>) =>
  Effect.gen(function* () {
    const watch = blocks()
    let longestAnswerMs = 0
    let commands = 0
    for (; commands % 64 !== 0 || !(yield* until); commands++) {
      const began = performance.now()
      yield* acme.send(anyCommand(`${name}-${commands}`))
      longestAnswerMs = Math.max(longestAnswerMs, performance.now() - began)
    }
    return { commands, longestBlockCpuMs: watch.end(), longestAnswerMs: rounded(longestAnswerMs) }
  })

/** What a writer under load feels of a snapshot being made, and what it feels without. */
const pausesOf = (acme: CentreHandle) =>
  Effect.gen(function* () {
    const snapshots = yield* Snapshots
    const cpu = process.cpuUsage()
    const began = performance.now()
    const made = Effect.map(snapshots.heads(CENTRE), (heads) => heads.length > 0)
    const during = yield* underLoad(acme, "during", made)
    const ms = performance.now() - began
    const { user, system } = process.cpuUsage(cpu)
    let left = Math.max(during.commands, 256)
    const without = yield* underLoad(
      acme,
      "without",
      Effect.sync(() => (left -= 64) <= 0)
    )
    const [newest] = yield* snapshots.heads(CENTRE)
    const { state, rows } = JSON.parse(newest?.head ?? "{}") as {
      readonly [section: string]: { readonly parts: number } | undefined
    }
    return { during, without, madeInMs: rounded(ms), cpuMs: (user + system) / 1e3, parts: [state?.parts, rows?.parts] }
  })

const run = promisify(execFile)

/** The time to the first answer in a process of its own (ms). */
async function answered(url: string, lastAt: number): Promise<number> {
  const options = ["--conditions=@parley/source", "--disable-warning=ExperimentalWarning"]
  const file = join(import.meta.dirname, "restart-open.ts")
  const { stdout } = await run(process.execPath, [...options, file, url, String(lastAt)])
  return Number(stdout)
}

async function measured(url: string, log: Driver["log"]) {
  await onStores(url, written(log))
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const lastAt = async () => Number((await client.query(LAST)).rows[0]?.at)
  try {
    await client.query("ANALYZE")
    let pauses
    const [replay, snapshot]: [Array<number>, Array<number>] = [[], []]
    for (let round = 0; round < ROUNDS; round++) {
      await client.query(AWAY)
      replay.push(await answered(url, await lastAt()))
      await client.query(AWAY)
      pauses = await onCentre({ url, lastAt: await lastAt() }, pausesOf)
      snapshot.push(await answered(url, await lastAt()))
    }
    return { replay, snapshot, pauses }
  } finally {
    await client.end()
  }
}

export const restartSnapshot: Bench = {
  name: "restart.snapshot",
  run: async () => {
    const day = longDay()
    const open = hamtSize(day.state.facts.interactions)
    const server = await startPostgres()
    try {
      const { replay, snapshot, pauses } = await measured(server.url, day.log)
      const [value, baselineValue] = [median(snapshot), median(replay)]
      const ratio = value / baselineValue
      const longest = pauses?.during.longestBlockCpuMs ?? NaN
      return [
        {
          name: "restart.snapshot",
          value: rounded(value),
          unit: "ms to the first answer",
          baseline: "the same from the whole log",
          baselineValue: rounded(baselineValue),
          ratio: rounded(ratio),
          gate: `<= ${RATIO_MAX} and the writer held up by <= ${PAUSE_MS_MAX} ms while one is made`,
          aim: "<= 0.03",
          passed: ratio <= RATIO_MAX && longest <= PAUSE_MS_MAX && open >= OPEN && day.log.length >= EVENTS,
          detail: { ...DAY, events: day.log.length, open, snapshotMs: snapshot, replayMs: replay, ...pauses }
        }
      ]
    } finally {
      await server.stop()
    }
  }
}
