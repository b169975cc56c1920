import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Centre } from "@parley/core"
import { Engine, engineLayer, vaultLayer } from "@parley/core/engine"
import { pglite } from "@parley/postgres/pglite"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { EXIT_MISCONFIGURED } from "../run.ts"
import { ARCHIVE_HELP, runArchive } from "./archive.ts"
import { EXIT_ALTERED } from "./tool.ts"
import { runVerify } from "./verify.ts"

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "parley-archive-"))
  await users("acme", ["ann", "bob"])
  await users("globex", ["eve"])
})
afterAll(() => rm(directory, { recursive: true, force: true }))

/** Opens the centre, with what is archived, and creates users; how many events its log has then. */
const users = (name: string, ids: ReadonlyArray<string>): Promise<number> =>
  Effect.runPromise(
    Effect.gen(function* () {
      const engine = yield* Engine
      const { send, state } = yield* engine.open(name)
      for (const userId of ids) {
        const decoded = Centre.decodeCommand({ _tag: "CreateUser", userId, displayName: userId, roles: ["agent"] })
        if (decoded._tag === "Success") yield* send(decoded.success)
      }
      return (yield* state).position
    }).pipe(
      Effect.provide(
        engineLayer({ channels: [] }).pipe(
          Layer.provide(vaultLayer(new Uint8Array(32))),
          Layer.provide(pglite({ directory, archiveDirectory: join(directory, "archive") }))
        )
      )
    )
  )

const tool = (run: typeof runArchive) => async (args: ReadonlyArray<string>) => {
  const out: Array<string> = []
  const err: Array<string> = []
  const code = await run(args, {
    environment: { PARLEY_DATA_DIRECTORY: directory },
    stopping: new Promise(() => undefined),
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    status: null
  })
  return { code, out, err }
}
const archive = tool(runArchive)
const verify = tool(runVerify)
/** An instant after all that was written so far. */
const soon = async () => {
  await new Promise((resolve) => setTimeout(resolve, 5))
  return new Date().toISOString()
}

describe("parley archive", () => {
  it("refuses what names no instant, one to come, and what is no centre", async () => {
    for (const args of [
      [],
      ["acme"],
      ["--before"],
      ["--before", "soon"],
      ["--before=2026-02-30"],
      ["--before", "2026-13-01"]
    ])
      expect(await archive(args)).toMatchObject({ code: EXIT_MISCONFIGURED, out: [] })
    expect(await archive(["--before", "2999-01-01"])).toMatchObject({
      err: ["parley archive: 2999-01-01 is in the future; `parley archive --help` says more"]
    })
    expect(await archive(["--before", "2026-01-01", "--all"])).toMatchObject({ code: EXIT_MISCONFIGURED })
    expect(await archive(["--help"])).toEqual({ code: 0, out: [ARCHIVE_HELP], err: [] })
  })

  it("does nothing where nothing is that old", async () => {
    const { code, out } = await archive(["--before", "2026-01-01"])
    expect({ code, out }).toEqual({
      code: 0,
      out: [
        expect.stringMatching(/^acme: 0 events into 0 files/),
        expect.stringMatching(/^globex: 0 events into 0 files/)
      ]
    })
  })

  it("moves old events into files; the log is as written, and the centre goes on", async () => {
    const before = await verify([])
    const { code, out } = await archive(["--before", await soon(), "acme"])
    expect({ code, out }).toEqual({
      code: 0,
      out: [
        expect.stringMatching(
          /^acme: \d+ events into 1 files \(\d+ bytes\); archived up to position \d+, chain \w{64}$/
        )
      ]
    })
    expect(await readdir(join(directory, "archive"))).toEqual(["acme"])
    expect(await verify([])).toEqual(before)
    const position = await users("acme", ["cid"])
    expect((await verify(["acme"])).out).toEqual([expect.stringContaining(`as written, ${position} events`)])
  })

  it("is told by verify, and refused to who opens the centre, where a file was altered", async () => {
    const folder = join(directory, "archive", "acme")
    const [file = ""] = await readdir(folder)
    await writeFile(join(folder, file), "nothing")
    expect(await verify([])).toMatchObject({
      code: EXIT_ALTERED,
      err: [expect.stringMatching(/^acme: ALTERED after position 0, at or before \d+: .*SHA-256/)],
      out: [expect.stringContaining("globex: as written")]
    })
  })
})
