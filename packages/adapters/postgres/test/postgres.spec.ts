import { describe, layer } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import { storesContract } from "../../../testkit/src/contracts/index.ts"
import { postgres } from "../src/pg.ts"
import { postgresServer } from "./databases.ts"

const onServer = Layer.unwrap(Effect.map(postgresServer, ({ url }) => postgres({ url: Redacted.make(url) })))

describe("the stores on Postgres", () => {
  layer(onServer, { excludeTestServices: true })((it) => {
    for (const [store, cases] of storesContract) {
      describe(store, () => {
        for (const { title, check } of cases) it.effect(title, () => check)
      })
    }
  })
})
