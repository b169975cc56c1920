import { engineLayer, Engine, memoryStores, Vault, vaultLayer } from "@parley/core/engine"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { expect, it } from "vitest"
import { changeLookups, tellKeyChange } from "./key-change.ts"
import { Config } from "./settings-schema.ts"
import { settingNames, settings } from "./settings.ts"

const configOf = (more: Partial<Config>): Config =>
  Config.make({ ...Object.fromEntries(settingNames.map((name) => [name, settings[name].fallback])), ...more } as Config)

const core = (current: number, previous?: number) =>
  engineLayer({ channels: [] }).pipe(
    Layer.provideMerge(
      vaultLayer(
        new Uint8Array(32).fill(current),
        previous === undefined ? {} : { previous: new Uint8Array(32).fill(previous) }
      )
    )
  )

it("who starts the server is told when the master key is being changed, and when the previous one is needed no more", () =>
  Effect.gen(function* () {
    const stores = yield* Layer.build(memoryStores)
    const lines: Array<string> = []
    const start = (current: number, previous?: number) =>
      Effect.gen(function* () {
        const tell = yield* Effect.forkChild(tellKeyChange((line) => lines.push(line)))
        yield* (yield* Engine).open("main")
        yield* (yield* Vault).tokenKey("main")
        yield* (yield* Vault).masterKeyChanged
        yield* Effect.yieldNow
        return tell
      }).pipe(Effect.scoped, Effect.provide(Layer.provide(core(current, previous), Layer.succeedContext(stores))))
    yield* start(1)
    expect(lines).toEqual([])
    yield* Effect.gen(function* () {
      yield* tellKeyChange((line) => lines.push(line))
    }).pipe(Effect.scoped, Effect.provide(Layer.provide(core(2, 1), Layer.succeedContext(stores))))
    expect(lines[0]).toContain("both keys are needed")
    expect(lines.at(-1)).toMatch(/the master key is changed \(\d+ keys\): the previous one is needed no more/)
  }).pipe(Effect.scoped, Effect.runPromise))

it("who starts the server is told which look-up key is retired, and which stays and why", () =>
  Effect.gen(function* () {
    const lines: Array<string> = []
    const handle = yield* (yield* Engine).open("main")
    const say = (line: string) => lines.push(line)
    yield* changeLookups(handle, configOf({}), say)
    expect(lines).toEqual([])
    yield* changeLookups(handle, configOf({ lookupKeyVersion: 2 }), say)
    expect(lines).toEqual(["look-up key 1 is needed by nobody: PARLEY_LOOKUP_KEY_OLDEST=2 retires it"])
    yield* changeLookups(handle, configOf({ lookupKeyVersion: 2, lookupKeyOldest: 2 }), say)
    expect(lines.at(-1)).toBe("look-up key 1 is retired")
    expect(yield* (yield* Vault).lookupVersions("main")).toEqual([2])
  }).pipe(Effect.scoped, Effect.provide(core(1).pipe(Layer.provideMerge(memoryStores))), Effect.runPromise))
