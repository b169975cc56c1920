import { Engine, engineLayer, memoryStores, PrivateRows, utf8, vaultLayer } from "@parley/core/engine"
import { createAdministrator } from "@parley/http"
import { expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { ADMINISTRATOR, boardPath, firstAdministrator } from "./administrator.ts"

const engine = engineLayer({ channels: [] }).pipe(
  Layer.provideMerge(vaultLayer(new Uint8Array(32))),
  Layer.provideMerge(memoryStores)
)

const start = Effect.fnUntraced(function* (centre: string) {
  const handle = yield* (yield* Engine).open(centre)
  const told: Array<string> = []
  yield* firstAdministrator(handle, ({ user, password }) => told.push(`${user} ${password}`))
  return { told, handle }
})

it.layer(engine)("the first administrator", (it) => {
  it.effect("is made at the first start, and the password is told that once", () =>
    Effect.gen(function* () {
      const { told, handle } = yield* start("new")
      expect(told).toHaveLength(1)
      expect(told[0]).toMatch(/^admin [A-Za-z0-9_-]{20}$/)
      const { state } = yield* handle.state
      expect(handle.centre.views.user(state, ADMINISTRATOR)).toMatchObject({
        roles: ["supervisor"],
        administrator: true
      })
      expect((yield* start("new")).told).toEqual([])
    })
  )

  it.effect("gets another password when the first start was cut off before it was told", () =>
    Effect.gen(function* () {
      yield* (yield* PrivateRows).put("cut", "server", "first-administrator", utf8("telling"), null)
      yield* createAdministrator({ centre: "cut", user: ADMINISTRATOR, password: "never told" })
      expect((yield* start("cut")).told).toHaveLength(1)
      expect((yield* start("cut")).told).toEqual([])
    })
  )

  it.effect("is left alone where somebody else made one of that name", () =>
    Effect.gen(function* () {
      yield* createAdministrator({ centre: "embedded", user: ADMINISTRATOR, password: "chosen by hand" })
      expect((yield* start("embedded")).told).toEqual([])
    })
  )

  it.effect("opens the board by a link that differs each time; the bare board once they are none", () =>
    Effect.gen(function* () {
      const { handle } = yield* start("board")
      const links = [yield* boardPath(handle), yield* boardPath(handle)]
      expect(new Set(links).size).toBe(2)
      for (const link of links) expect(link).toMatch(/^\/v1\/session\/link\/board\./)
      const { state } = yield* handle.state
      const user = handle.centre.views.user(state, ADMINISTRATOR)
      if (user === undefined) throw new Error("no administrator")
      yield* handle.send({ _tag: "ChangeUser", userId: user.userId, administrator: false })
      expect(yield* boardPath(handle)).toBe("/")
    })
  )
})
