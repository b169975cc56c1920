import {
  CentreClosed,
  ClockBehind,
  LogUnreadable,
  CentreTaken,
  OwnershipLost,
  StoreRefused,
  StoreUnavailable,
  WrongMasterKey
} from "@parley/core/engine"
import { DirectoryInUse, DirectoryUnusable } from "@parley/postgres/pglite"
import { ServeError } from "effect/http/HttpServerError"
import { describe, expect, it } from "vitest"
import { lineOf } from "./failures.ts"
import { MasterKeyUnusable } from "./master-key.ts"
import { MetricsUnheard } from "./metrics.ts"
import { FixtureUnusable } from "./replay.ts"
import { Config } from "./settings-schema.ts"
import { settingNames, settings } from "./settings.ts"
import { StrategiesUnusable } from "./strategies.ts"
import * as Schema from "effect/Schema"

const embedded = Schema.decodeUnknownSync(Config)(
  Object.fromEntries(settingNames.map((name) => [name, settings[name].fallback]))
)
const server = { ...embedded, databaseUrl: "postgres://parley:s%3Acret@db.example:5432/parley" }
const listening = (code: string) => new ServeError({ cause: Object.assign(new Error(`listen ${code}`), { code }) })

describe("what keeps the server from running", () => {
  it.each([
    [new DirectoryInUse({ directory: "./.parley" }), "is in use by another Parley"],
    [new DirectoryUnusable({ directory: "./.parley", cause: new Error("EACCES") }), "cannot be used: EACCES"],
    [new WrongMasterKey({ expected: "a", given: "b" }), "restore ./.parley/master.key"],
    [new MasterKeyUnusable({ file: "master.key", reason: "it is a folder" }), "it is a folder"],
    [
      new StrategiesUnusable({ module: "mine.ts", reason: "no default" }),
      "strategies in mine.ts cannot be used: no default"
    ],
    [new FixtureUnusable({ file: "f.json", reason: "not JSON" }), "the fixture f.json cannot be played: not JSON"],
    [listening("EADDRINUSE"), "port 4100 on 127.0.0.1 is in use"],
    [listening("EACCES"), "is not ours to use"],
    [listening("EADDRNOTAVAIL"), "127.0.0.1 is no address of this machine"],
    [listening("EOTHER"), "it cannot listen on 127.0.0.1 port 4100: listen EOTHER"],
    [
      new MetricsUnheard({
        host: "127.0.0.1",
        port: 9464,
        cause: Object.assign(new Error("x"), { code: "EADDRINUSE" })
      }),
      "port 9464 on 127.0.0.1 is in use: end what uses it, or choose another in PARLEY_METRICS_PORT"
    ],
    [new CentreTaken({ centre: "main" }), 'another Parley has the centre "main" open'],
    [new OwnershipLost({ centre: "main", epoch: 3 }), "another Parley has taken over"],
    [new ClockBehind({ clock: 0, last: 7_200_000, limitMs: 60_000 }), "stands 7200 s before the last event"],
    [new LogUnreadable({ centre: "main", position: 7, reason: "a gap" }), "at position 7: a gap"],
    [new StoreRefused({ operation: "open", reason: "too new" }), "the database in ./.parley does not work: too new"],
    [new CentreClosed({ centre: "main" }), "it cannot go on"],
    [new Error("two\n  lines"), "it cannot go on: two lines"],
    ["a word", "it cannot go on: a word"]
  ])("is one line: %s", (error, words) => {
    const line = lineOf(error, embedded)
    expect(line).toContain(words)
    expect(line).not.toContain("\n")
  })

  it("names the database's server and never its password", () => {
    const away = new StoreUnavailable({
      operation: "connect",
      reason: `no answer from ${server.databaseUrl} (s:cret)`,
      unknown: false
    })
    const line = lineOf(away, server)
    expect(line).toContain("the database at db.example:5432 does not work")
    expect(line).not.toMatch(/s%3Acret|s:cret/)
  })
})
