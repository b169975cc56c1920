import { Effect, Exit } from "effect"
import { describe, expect, it } from "vitest"
import { hostileMails, mail } from "../test/mails.ts"
import { makeMailParser, MailUnreadable, PARSE_POOL_LIMITS } from "./parse-pool.ts"

const simple = mail(["From: a@x.test", "Subject: one", "", "Hello"])

describe("The parser's threads", () => {
  it("read mails and hand their bytes back, in any number at once", async () => {
    const withFile = mail([
      "From: a@x.test",
      "Content-Type: application/octet-stream",
      "Content-Transfer-Encoding: base64",
      "",
      "AAEC"
    ])
    const program = Effect.gen(function* () {
      const parser = yield* makeMailParser({ ...PARSE_POOL_LIMITS, threads: 2 })
      return yield* Effect.all(
        [...Array.from({ length: 20 }, () => simple), withFile].map((raw) => parser.parse(raw)),
        { concurrency: 8 }
      )
    })
    const parsed = await Effect.runPromise(Effect.scoped(program))
    expect(parsed.slice(0, 20).map((found) => found.subject)).toEqual(Array.from({ length: 20 }, () => "one"))
    expect([...(parsed[20]?.attachments[0]?.bytes ?? [])]).toEqual([0, 1, 2])
    expect(simple.length).toBeGreaterThan(0)
  })

  it("fail with the reason when the bytes are no mail", async () => {
    const program = Effect.gen(function* () {
      const parser = yield* makeMailParser()
      return yield* Effect.exit(parser.parse(new Uint8Array()))
    })
    expect(await Effect.runPromise(Effect.scoped(program))).toEqual(Exit.fail(new MailUnreadable({ reason: "empty" })))
  })

  it("end the thread of a mail that takes too long, and go on with the next", async () => {
    const program = Effect.gen(function* () {
      const hasty = yield* makeMailParser({ ...PARSE_POOL_LIMITS, timeLimitMs: 1 })
      const late = yield* Effect.flip(hasty.parse(hostileMails.manyParts()))
      const patient = yield* makeMailParser()
      const next = yield* patient.parse(simple)
      return [late.reason, next.subject]
    })
    expect(await Effect.runPromise(Effect.scoped(program))).toEqual(["time-limit", "one"])
  })

  it("survive a mail that takes too much memory", async () => {
    const program = Effect.gen(function* () {
      const parser = yield* makeMailParser({ ...PARSE_POOL_LIMITS, memoryMaxMegabytes: 24 })
      const greedy = mail(["From: a@x.test", "Content-Type: text/plain", "", "x\r\n".repeat(4_000_000)])
      const failure = yield* Effect.flip(parser.parse(greedy))
      const next = yield* parser.parse(simple)
      return [failure.reason, next.subject]
    })
    expect(await Effect.runPromise(Effect.scoped(program))).toEqual(["memory-limit", "one"])
  })
})
