import { inspect } from "node:util"
import { expect, layer } from "@effect/vitest"
import { Context, Effect, Layer, Redacted } from "effect"
import { Engine, engineLayer, vaultLayer } from "../../../core/src/engine/index.ts"
import { Database } from "../src/database.ts"
import * as Pg from "../src/pg.ts"
import { postgresServer } from "./databases.ts"
import { apart, freshDatabase, storesAt } from "./stores.ts"

class Server extends Context.Service<Server, { readonly url: string }>()("test/Server") {}

/** Nothing more than that the tables are there. */
const TABLES = "SELECT 1"
const SECRET = "s3cret-of-nobody"

/** The address with other parts. */
const withParts = (
  address: string,
  parts: Partial<Pick<URL, "username" | "password" | "hostname" | "port" | "pathname" | "search">>
) => Object.assign(new URL(address), parts).href

/** What opening the stores and a centre at an address fails with. */
const failureAt = (url: string) => {
  const live = engineLayer({ channels: [] }).pipe(
    Layer.provide(vaultLayer(new Uint8Array(32))),
    Layer.provideMerge(Pg.postgres({ url: Redacted.make(url) }))
  )
  const open = Effect.flatMap(Engine, (engine) => Effect.asVoid(Effect.scoped(engine.use("acme"))))
  return Effect.flip(Effect.provide(open, Layer.fresh(live)))
}

layer(Layer.effect(Server, postgresServer), { excludeTestServices: true })("a database that cannot be used", (it) => {
  it.effect.each([
    ["a wrong password", { password: SECRET }, "StoreRefused", 'password authentication failed for user "postgres"'],
    [
      "an unknown role",
      { username: "nobody", password: SECRET },
      "StoreRefused",
      'password authentication failed for user "nobody"'
    ],
    ["an unknown database", { pathname: "/nowhere" }, "StoreRefused", 'database "nowhere" does not exist'],
    ["an unknown host", { hostname: "db.invalid" }, "StoreUnavailable", "db.invalid"],
    ["a port where nobody listens", { port: "1" }, "StoreUnavailable", "ECONNREFUSED"],
    ["TLS that the server has not", { search: "?sslmode=require" }, "StoreUnavailable", "SSL"]
  ] as const)("is refused at the start: %s, which is named, and never the password", ([_what, parts, _tag, words]) =>
    Effect.gen(function* () {
      const { url } = yield* Server
      const address = withParts(url, parts)
      const failure = yield* failureAt(address)
      expect(failure).toMatchObject({ _tag, reason: expect.stringContaining(words) })
      const told = `${String(failure)} ${JSON.stringify(failure)} ${inspect(failure)}`
      for (const secret of [new URL(address).password, new URL(url).password]) expect(told).not.toContain(secret)
    })
  )

  it.effect.each([
    ["may make nothing in an empty database", "clerk_0", "", "permission denied for database"],
    ["may not see the tables", "clerk_1", TABLES, "permission denied for schema parley"],
    [
      "may read and not write",
      "clerk_2",
      `${TABLES}; GRANT USAGE ON SCHEMA parley TO clerk_2; GRANT SELECT ON ALL TABLES IN SCHEMA parley TO clerk_2`,
      "permission denied for table"
    ]
  ] as const)("is refused at the start: a role that %s", ([_what, role, grants, words]) =>
    Effect.gen(function* () {
      const url = yield* freshDatabase((yield* Server).url)
      const admin = Layer.fresh(Pg.layer({ url: Redacted.make(url) }))
      const act = (text: string) =>
        Effect.provide(
          Effect.flatMap(Database, ({ script }) => script(text)),
          admin
        )
      yield* act(`CREATE ROLE ${role} LOGIN PASSWORD '${SECRET}'`)
      if (grants !== "") {
        yield* apart(storesAt(url), Effect.void)
        yield* act(grants)
      }
      expect(yield* failureAt(withParts(url, { username: role, password: SECRET }))).toMatchObject({
        _tag: "StoreRefused",
        reason: expect.stringContaining(words)
      })
    })
  )
})
