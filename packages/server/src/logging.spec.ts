import { StoreUnavailable, CommandDefect } from "@parley/core/engine"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import { logging, LOG_FIELDS, said } from "./logging.ts"
import type { Config } from "./settings-schema.ts"

/** The lines that an effect logs. */
const linesOf = (effect: Effect.Effect<unknown>, config: Partial<Pick<Config, "logLevel" | "logFormat">> = {}) => {
  const lines: Array<string> = []
  const settings = { logLevel: "debug", logFormat: "json", ...config } as const
  Effect.runSync(
    Effect.provide(
      effect,
      logging(settings, (line) => lines.push(line))
    )
  )
  return lines
}
const entriesOf = (effect: Effect.Effect<unknown>) => linesOf(effect).map((line): unknown => JSON.parse(line))

const SECRET = "Mrs Novak <novak@example.test>"

describe("a line of the log", () => {
  it("says when, how grave, what, and what it is about, as JSON or as text", () => {
    const told = Effect.logWarning("a batch was not appended", { centre: "acme", position: 7, lane: "people" }).pipe(
      Effect.annotateLogs({ request: "0e7b", trace: "4bf92f3577b34da6a3ce929d0e0e4736", command: "StartBreak" })
    )
    const [entry] = entriesOf(told)
    expect(entry).toEqual({
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      level: "WARN",
      message: "a batch was not appended",
      centre: "acme",
      position: 7,
      lane: "people",
      request: "0e7b",
      trace: "4bf92f3577b34da6a3ce929d0e0e4736",
      command: "StartBreak"
    })
    const [text = ""] = linesOf(told, { logFormat: "text" })
    expect(text).toContain('level=WARN message="a batch was not appended"')
    expect(text).toContain("centre=acme position=7 lane=people")
  })

  it("leaves out every field that is not of the list", () => {
    const told = Effect.annotateLogs(Effect.logError("x", { name: SECRET, centre: "acme" }), {
      subject: SECRET,
      from: { address: SECRET }
    })
    expect(entriesOf(told)).toMatchObject([{ centre: "acme" }])
    for (const logFormat of ["json", "text"] as const)
      expect(linesOf(told, { logFormat }).join("")).not.toContain("Novak")
  })

  it("tells an error by its name, code and lines of code, never by its message", () => {
    class Unparsable extends Error {
      override readonly name = "Unparsable"
    }
    const error = Object.assign(new Unparsable(`cannot read ${SECRET}\n    at ${SECRET} (file:///novak.ts:1:1)`), {
      code: "EPROTO"
    })
    const told = Effect.logError("a request met a defect", Cause.die(error), Cause.fail({ _tag: "Odd", text: SECRET }))
    for (const logFormat of ["json", "text"] as const) {
      const text = linesOf(told, { logFormat }).join("\n")
      expect(text.toLowerCase()).not.toContain("novak")
      expect(text).toContain("Unparsable")
      expect(text).toContain("EPROTO")
      expect(text).toContain("Odd")
      expect(text).toContain("logging.spec.ts")
    }
  })

  it("tells the facts of the core's failures, and of a bug in a command its name alone", () => {
    const away = new StoreUnavailable({ operation: "append", reason: "ConnectionError: gone", unknown: true })
    const bug = new CommandDefect({ commandId: SECRET, message: SECRET })
    const [entry, other] = entriesOf(Effect.andThen(Effect.logWarning("x", away), Effect.logWarning("x", bug)))
    expect(entry).toMatchObject({
      errors: [{ error: "StoreUnavailable", operation: "append", reason: "ConnectionError: gone", unknown: true }]
    })
    expect(other).toMatchObject({ errors: [{ error: "CommandDefect" }] })
    expect(JSON.stringify(other)).not.toContain("Novak")
  })

  it.each(["json", "text"] as const)("is one line of %s and no more, whatever is in it", (logFormat) => {
    const breaks = ["\n", "\r\n", "\u2028", "\u2029", "\u0085", "\u000B", "\u001B[2J", "\u202E", "\u0000", "\uD800"]
    for (const evil of breaks) {
      const value = `a${evil}level=ERROR message=forged`
      const told = Effect.logInfo(`said ${value}`, { centre: value, faults: [value] }, new Error(value)).pipe(
        Effect.annotateLogs({ request: value })
      )
      const lines = linesOf(told, { logFormat })
      expect(lines).toHaveLength(1)
      // eslint-disable-next-line no-control-regex
      expect(lines[0]).not.toMatch(/[\u0000-\u001F\u007F-\u009F\u2028\u2029\u202E\uD800]/)
      if (logFormat === "text") expect(lines[0]?.match(/ level=/g)).toHaveLength(1)
    }
  })

  it("is cut off where a value is long", () => {
    expect(linesOf(Effect.logInfo("x", { centre: "a".repeat(10_000) })).join("").length).toBeLessThan(1_000)
  })

  it("is written from the severity on that was asked for", () => {
    const all = Effect.all([Effect.logDebug("d"), Effect.logInfo("i"), Effect.logWarning("w"), Effect.logError("e")])
    const counts = (["debug", "info", "warn", "error", "none"] as const).map(
      (logLevel) => linesOf(all, { logLevel }).length
    )
    expect(counts).toEqual([4, 3, 2, 1, 0])
  })

  it("has no field with a name of its own frame", () => {
    for (const name of ["timestamp", "level", "message", "errors"]) expect(LOG_FIELDS).not.toHaveProperty(name)
  })
})

describe("what is said outside the log", () => {
  it("is as it is in text, and an entry in JSON", () => {
    expect(said("text", "INFO", "Parley on http://x")).toBe("Parley on http://x")
    expect(JSON.parse(said("json", "ERROR", "parley: no"))).toMatchObject({ level: "ERROR", message: "parley: no" })
  })
})
