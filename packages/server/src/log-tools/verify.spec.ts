import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Centre } from "@parley/core"
import { Engine, engineLayer, vaultLayer } from "@parley/core/engine"
import { Database } from "@parley/postgres"
import { layer, pglite } from "@parley/postgres/pglite"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { EXIT_FAILED, EXIT_MISCONFIGURED } from "../run.ts"
import { EXIT_ALTERED } from "./tool.ts"
import { runVerify, VERIFY_HELP } from "./verify.ts"

let folder: string
let directory: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "parley-verify-"))
  directory = join(folder, "data")
  await Effect.runPromise(
    Effect.gen(function* () {
      const engine = yield* Engine
      for (const name of ["acme", "globex"]) {
        const { send } = yield* engine.open(name)
        const user = { _tag: "CreateUser", userId: "ann", displayName: "Ann", roles: ["agent"] } as const
        const decoded = Centre.decodeCommand(user)
        if (decoded._tag === "Success") yield* send(decoded.success)
      }
    }).pipe(
      Effect.provide(
        engineLayer({ channels: [] }).pipe(
          Layer.provide(vaultLayer(new Uint8Array(32))),
          Layer.provide(pglite({ directory }))
        )
      )
    )
  )
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const verify = async (names: ReadonlyArray<string>, environment: Record<string, string> = {}) => {
  const out: Array<string> = []
  const err: Array<string> = []
  const seen: Array<string> = []
  const code = await runVerify(names, {
    environment: { PARLEY_DATA_DIRECTORY: directory, ...environment },
    stopping: new Promise(() => undefined),
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    status: (line) => seen.push(line)
  })
  return { code, out, err, seen }
}

const alter = (sql: string) =>
  Effect.runPromise(
    Effect.flatMap(Effect.service(Database), ({ script }) => script(sql)).pipe(Effect.provide(layer({ directory })))
  )

describe("parley verify", () => {
  it("says of each centre that its log is as written, how far it goes and its chain, and shows how far it is", async () => {
    const { code, out, err, seen } = await verify([])
    expect({ code, err }).toEqual({ code: 0, err: [] })
    expect(out).toEqual([
      expect.stringMatching(/^acme: as written, 4 events in 2 batches, chain [0-9a-f]{64}$/),
      expect.stringMatching(/^globex: as written, 4 events in 2 batches, chain [0-9a-f]{64}$/)
    ])
    expect(seen).toContain("acme: 4 of 4")
    expect((await verify(["globex"])).out).toEqual(out.slice(1))
  })

  it("does not find a centre that is none, and looks at the others all the same", async () => {
    expect(await verify(["nobody", "acme"])).toMatchObject({
      code: EXIT_FAILED,
      out: [expect.stringContaining("acme: as written")],
      err: ["nobody: there is no such centre"]
    })
  })

  it("refuses what is no name, and a wrong configuration", async () => {
    expect(await verify(["--all"])).toMatchObject({ code: EXIT_MISCONFIGURED })
    expect(await verify([], { PARLEY_PORT: "x" })).toMatchObject({
      code: EXIT_MISCONFIGURED,
      err: [expect.stringContaining("PARLEY_PORT")]
    })
  })

  it("makes no database where there is none, and does not read one that is in use", async () => {
    const nowhere = join(folder, "nowhere")
    expect(await verify([], { PARLEY_DATA_DIRECTORY: nowhere })).toMatchObject({
      code: EXIT_FAILED,
      err: [`parley verify: the database in ${nowhere} does not work: there is none`]
    })
    const inUse = await Effect.runPromise(
      Effect.provide(
        Effect.promise(() => verify([])),
        layer({ directory })
      )
    )
    expect(inUse).toMatchObject({ code: EXIT_FAILED, err: [expect.stringContaining("is in use by another Parley")] })
  })

  it("ends in another code where a log was altered, names where, and looks at the others all the same", async () => {
    await alter("UPDATE parley.events SET actor = 'eve' WHERE centre = 'acme' AND position = 4")
    const { code, out, err } = await verify([])
    expect(code).toBe(EXIT_ALTERED)
    expect(err).toEqual([expect.stringMatching(/^acme: ALTERED after position 3, at or before 4: /)])
    expect(out).toEqual([expect.stringContaining("globex: as written")])
    expect((await verify(["globex"])).code).toBe(0)
  })

  it("stops when it is asked to, and does not say that all is well", async () => {
    const err: Array<string> = []
    const code = await runVerify([], {
      environment: { PARLEY_DATA_DIRECTORY: directory },
      stopping: Promise.resolve(),
      out: () => undefined,
      err: (line) => err.push(line),
      status: null
    })
    expect({ code, err }).toEqual({ code: EXIT_FAILED, err: ["parley verify: stopped before the end"] })
  })

  it("tells how it is used", async () => {
    expect(await verify(["--help"])).toMatchObject({ code: 0, out: [VERIFY_HELP] })
  })
})
