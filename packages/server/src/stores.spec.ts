import { mkdtemp, readdir, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Vault, vaultLayer } from "@parley/core/engine"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { afterEach, beforeEach, expect, it } from "vitest"
import { Config } from "./settings-schema.ts"
import { settingNames, settings } from "./settings.ts"
import { stores, storesLine } from "./stores.ts"

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "parley-stores-"))
})
afterEach(() => rm(folder, { recursive: true }))

const configOf = (more: Partial<Config>): Config =>
  Config.make({
    ...Object.fromEntries(settingNames.map((name) => [name, settings[name].fallback])),
    dataDirectory: join(folder, "data"),
    ...more
  } as Config)

const using = <A, E>(config: Config, use: Effect.Effect<A, E, Vault>) =>
  Effect.runPromise(
    Effect.provide(use, vaultLayer(new Uint8Array(32)).pipe(Layer.provide(Layer.fresh(stores(config)))))
  )

const put = (text: string) =>
  Effect.flatMap(Vault, (vault) => vault.put("acme", { mediaType: "text/plain", bytes: Buffer.from(text) }))

it("content lies in the directory that is named, and what the database had before stays readable", async () => {
  const directory = join(folder, "content")
  const before = await using(configOf({}), put("before"))
  const config = configOf({ contentDirectory: directory })
  const after = await using(config, put("after"))
  const texts = Effect.flatMap(Vault, (vault) =>
    Effect.forEach([before, after], (id) =>
      Effect.map(vault.get("acme", id), (one) => Buffer.from(one?.bytes ?? []).toString())
    )
  )
  expect(await using(config, texts)).toEqual(["before", "after"])
  expect(await using(configOf({}), texts)).toEqual(["before", ""])
  const files = await readdir(join(directory, "acme", "items"), { recursive: true, withFileTypes: true })
  expect(files.filter((entry) => entry.isFile())).toHaveLength(1)
  expect(storesLine(config)).toContain(`content in ${directory}`)
})
