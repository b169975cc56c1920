import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { loadConfig, type Sources } from "./config.ts"
import { helpText, settingsTable } from "./help.ts"
import { Config } from "./settings-schema.ts"
import { FILE_VARIABLE, settingNames, settings } from "./settings.ts"
import { headersFrom } from "./tracing.ts"

const load = (sources: Partial<Sources>) => loadConfig({ flags: [], environment: {}, readFile: () => null, ...sources })

const faults = (sources: Partial<Sources>): ReadonlyArray<string> => {
  const loaded = load(sources)
  return Result.isFailure(loaded) ? loaded.failure.faults : []
}

const standard = Object.fromEntries(settingNames.map((name) => [name, settings[name].fallback]))

describe("the configuration", () => {
  it("has a default for everything", () => {
    expect(load({})).toEqual(Result.succeed(standard))
  })

  it("takes flags before the environment, and the environment before the file", () => {
    const readFile = () => JSON.stringify({ port: 1, host: "::1", centre: "acme" })
    const environment = { PARLEY_PORT: "2", PARLEY_HOST: "0.0.0.0", OTHER: "x" }
    expect(load({ flags: ["--port", "3", "--no-demo"], environment, readFile })).toEqual(
      Result.succeed({ ...standard, port: 3, host: "0.0.0.0", centre: "acme", demo: false })
    )
    expect(load({ flags: ["--port=0"] })).toEqual(Result.succeed({ ...standard, port: 0 }))
  })

  it("takes what OpenTelemetry calls its own, as it says: an empty value is none", () => {
    const environment = {
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318",
      OTEL_EXPORTER_OTLP_HEADERS: "api-key=a%20b,x=y",
      OTEL_SERVICE_NAME: "",
      OTEL_TRACES_SAMPLER: "always_on"
    }
    expect(load({ environment })).toEqual(
      Result.succeed({ ...standard, otlpEndpoint: "http://collector:4318", otlpHeaders: "api-key=a%20b,x=y" })
    )
    expect(headersFrom("api-key=a%20b, x = y=z ,")).toEqual({ "api-key": "a b", x: "y=z" })
  })

  it("takes a port for the metrics, or none", () => {
    expect(load({ environment: { PARLEY_METRICS_PORT: "9464" } })).toEqual(
      Result.succeed({ ...standard, metricsPort: 9464 })
    )
    expect(load({ readFile: () => '{"metricsPort":"off"}' })).toEqual(Result.succeed(standard))
  })

  it("reads the file that PARLEY_CONFIG names, which must be there", () => {
    const environment = { [FILE_VARIABLE]: "other.json" }
    const readFile = (path: string) => (path === "other.json" ? '{"demo":false}' : null)
    expect(load({ environment, readFile })).toEqual(Result.succeed({ ...standard, demo: false }))
    expect(faults({ environment })).toEqual(["PARLEY_CONFIG: there is no file other.json"])
  })

  it.each([
    ["PARLEY_PORT", "4l00", "a whole number from 0 to 65535 (0: any free port)"],
    ["PARLEY_PORT", "", "a whole number from 0 to 65535 (0: any free port)"],
    ["PARLEY_PORT", "4100.5", "a whole number from 0 to 65535 (0: any free port)"],
    ["PARLEY_HOST", "a b", "an address or name of this machine, such as 127.0.0.1 or 0.0.0.0"],
    ["PARLEY_DATA_DIRECTORY", "", "the path of a directory that can be written"],
    ["PARLEY_CENTRE", "Acme!", "a name of at most 63 characters: a-z, 0-9, -"],
    ["PARLEY_ZONE", "Mars/Olympus", "a time zone of the IANA database, such as Europe/Prague"],
    ["PARLEY_DEMO", "yes", "true or false"],
    ["PARLEY_LOG_LEVEL", "verbose", "debug, info, warn, error or none"],
    ["PARLEY_LOG_FORMAT", "xml", "text or json"],
    ["PARLEY_METRICS_PORT", "on", "off, or a whole number from 0 to 65535 (0: any free port)"],
    ["PARLEY_METRICS_HOST", "a b", "an address or name of this machine, such as 127.0.0.1 or 0.0.0.0"],
    [
      "OTEL_EXPORTER_OTLP_ENDPOINT",
      "http://me:secret@collector:4318",
      "http://host:port or https://host, without user, query or fragment"
    ],
    ["OTEL_SERVICE_NAME", "two words", "a name of at most 100 printable ASCII characters without blanks"]
  ])("refuses %s=%j by name and says what is right", (name, value, right) => {
    expect(faults({ environment: { [name]: value } })).toEqual([
      `${name} is ${JSON.stringify(value)}; right is ${right}`
    ])
  })

  it.each([
    ["PARLEY_MASTER_KEY", "c2hvcnQ="],
    ["PARLEY_DATABASE_URL", "mysql://root:hunter2@db/parley"],
    ["OTEL_EXPORTER_OTLP_HEADERS", "hunter2"],
    ["OTEL_EXPORTER_OTLP_HEADERS", "api-key=%zz"],
    ["OTEL_EXPORTER_OTLP_HEADERS", "api-key=a\r\nx-evil: b"]
  ])("refuses %s without repeating it", (name, value) => {
    const [fault = ""] = faults({ environment: { [name]: value } })
    expect(fault).toMatch(new RegExp(`^${name} is not right; right is `))
    expect(fault).not.toContain(value)
  })

  it("refuses what it does not know, with the nearest name where there is one", () => {
    expect(faults({ environment: { PARLEY_PROT: "1" } })).toEqual(["PARLEY_PROT is unknown; did you mean PARLEY_PORT?"])
    expect(faults({ flags: ["--nodemo"] })).toEqual(["--nodemo is unknown; did you mean --no-demo?"])
    expect(faults({ flags: ["--verbose"] })).toEqual([
      "--verbose is unknown; known are --port, --no-demo, --strategies, --fixture, --help"
    ])
    expect(faults({ readFile: () => '{"databaseURL":"x"}' })).toEqual([
      '"databaseURL" in parley.json is unknown; did you mean databaseUrl?'
    ])
  })

  it("names a wrong value of the file, a secret that has no place there, and a file that is none", () => {
    expect(faults({ readFile: () => '{"port":"4100","masterKey":"x"}' })).toEqual([
      '"masterKey" in parley.json has no place there: give it as PARLEY_MASTER_KEY',
      '"port" in parley.json is "4100"; right is a whole number from 0 to 65535 (0: any free port)'
    ])
    expect(faults({ readFile: () => "[]" })).toEqual(["parley.json: expected an object of settings"])
    expect(faults({ readFile: () => "{" })[0]).toMatch(/^parley\.json cannot be read as JSON: /)
    const readFile = () => {
      throw new Error("permission denied")
    }
    expect(faults({ readFile })).toEqual(["parley.json cannot be read: permission denied"])
  })

  it("tells every fault at once", () => {
    const environment = { PARLEY_PORT: "x", PARLEY_ZONE: "y" }
    expect(faults({ environment, flags: ["--what"] })).toHaveLength(3)
  })

  it("is told by the operating guide as the schema has it, and by --help", () => {
    const guide = readFileSync(
      fileURLToPath(new URL("../../../docs/operating/configuration.md", import.meta.url)),
      "utf8"
    )
    const table = guide.split("\n").filter((line) => line.startsWith("|"))
    expect(table).toEqual(settingsTable())
    expect(settingNames).toEqual(Object.keys(Config.fields))
    for (const name of settingNames) expect(helpText()).toContain(settings[name].variable)
  })
})
