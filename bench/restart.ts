/** `restart.snapshot`: how soon a centre answers after a start, from a snapshot and from its whole log. */
import { execFile } from "node:child_process"
import { join } from "node:path"
import { promisify } from "node:util"
import pg from "pg"
import { startPostgres } from "../packages/testkit/src/servers/private-postgres.ts"
import { DAY } from "./restart-centre.ts"
import { rounded, type Bench } from "./result.ts"

const EVENTS = 1_000_000
const OPEN = 5_000
const ROUNDS = 3
const PAUSE_MS_MAX = 20
/** Snapshots under load; the first is to warm up. */
const SNAPSHOTS = 4
const CALLERS = 16
const RATIO_MAX = 0.1

const LAST = "SELECT at FROM parley.events ORDER BY position DESC LIMIT 1"
const AWAY = "TRUNCATE parley.snapshots, parley.snapshot_parts"

const median = (values: ReadonlyArray<number>): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN

const run = promisify(execFile)

/** What a process of its own prints, as JSON: a heap that held other work is not the heap of a start. */
async function printed(file: string, ...args: ReadonlyArray<string | number>): Promise<unknown> {
  const options = ["--conditions=@parley/source", "--disable-warning=ExperimentalWarning"]
  const { stdout } = await run(process.execPath, [...options, join(import.meta.dirname, file), ...args.map(String)])
  // Before it stands what the engine logs.
  return JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "")
}

interface Owned {
  readonly during: { readonly longestBlockCpuMs: number }
}

async function measured(url: string) {
  const written = (await printed("restart-write.ts", url, EVENTS, OPEN)) as {
    readonly events: number
    readonly open: number
  }
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const lastAt = async () => Number((await client.query(LAST)).rows[0]?.at)
  try {
    await client.query("ANALYZE")
    const [replay, snapshot]: [Array<number>, Array<number>] = [[], []]
    for (let round = 0; round < ROUNDS; round++) {
      await client.query(AWAY)
      replay.push(Number(await printed("restart-open.ts", url, await lastAt())))
      await client.query(AWAY)
      await printed("restart-own.ts", url, await lastAt(), 1, 0)
      snapshot.push(Number(await printed("restart-open.ts", url, await lastAt())))
    }
    const owned = (await printed("restart-own.ts", url, await lastAt(), SNAPSHOTS, CALLERS)) as Owned
    return { written, replay, snapshot, owned }
  } finally {
    await client.end()
  }
}

export const restartSnapshot: Bench = {
  name: "restart.snapshot",
  run: async () => {
    const server = await startPostgres()
    try {
      const { written, replay, snapshot, owned } = await measured(server.url)
      const [value, baselineValue] = [median(snapshot), median(replay)]
      const ratio = value / baselineValue
      const longest = owned.during.longestBlockCpuMs
      const isWhole = written.open >= OPEN && written.events >= EVENTS
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
          passed: ratio <= RATIO_MAX && longest <= PAUSE_MS_MAX && isWhole,
          detail: { ...DAY, ...written, snapshotMs: snapshot, replayMs: replay, owned }
        }
      ]
    } finally {
      await server.stop()
    }
  }
}
