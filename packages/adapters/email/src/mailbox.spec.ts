import { Effect, Fiber } from "effect"
import { afterEach, describe, expect, it } from "vitest"
import { ImapServer } from "../test/imap-server.ts"
import { readMailbox, mailboxReader } from "./mailbox.ts"
import {
  MAILBOX_LIMITS,
  type MailboxCursor,
  type MailboxLimits,
  type MailboxMail,
  type MailboxState
} from "./mailbox-types.ts"
import type { ServerLeg } from "./settings.ts"

/** A wait that would hang a test ends it by the test's own limit; the reader itself is quick. */
const QUICK: MailboxLimits = {
  ...MAILBOX_LIMITS,
  backoff: { firstMs: 5, maxMs: 20 },
  authRetryMs: 60_000,
  greetingMs: 200,
  stopGraceMs: 50
}

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

const startServer = async (): Promise<ImapServer> => {
  const server = await new ImapServer().start()
  closers.push(() => server.stop())
  return server
}

const legOf = (server: ImapServer): ServerLeg => ({
  host: "127.0.0.1",
  port: server.port,
  security: "none",
  trustedCertificate: null
})

type Reading = {
  readonly mails: MailboxMail[]
  readonly states: MailboxState[]
  readonly changes: { readonly old: number; readonly new: number }[]
  readonly stop: () => Promise<void>
  /** Resolves once this holds, looked at after every mail, state and change. */
  readonly until: (holds: () => boolean) => Promise<void>
}

const startReading = (
  server: ImapServer,
  more: {
    readonly cursor?: MailboxCursor
    readonly limits?: Partial<MailboxLimits>
    readonly password?: string
    readonly commit?: (mail: MailboxMail) => Promise<void>
  } = {}
): Reading => {
  const stopping = new AbortController()
  const waiting: { readonly holds: () => boolean; readonly done: () => void }[] = []
  const reading = {
    mails: new Array<MailboxMail>(),
    states: new Array<MailboxState>(),
    changes: new Array<{ old: number; new: number }>()
  }
  const look = () => {
    for (const waiter of waiting) if (waiter.holds()) waiter.done()
  }
  const ended = readMailbox({
    leg: legOf(server),
    account: "support",
    secret: { password: more.password ?? "secret" },
    cursor: more.cursor ?? null,
    limits: { ...QUICK, ...more.limits },
    signal: stopping.signal,
    onState: (state) => {
      reading.states.push(state)
      look()
    },
    onUidValidityChanged: async (change) => {
      reading.changes.push(change)
    },
    onMail: async (mail) => {
      await more.commit?.(mail)
      reading.mails.push(mail)
      look()
    }
  })
  const stop = async () => {
    stopping.abort()
    await ended
  }
  closers.push(stop)
  const until = (holds: () => boolean) =>
    holds() ? Promise.resolve() : new Promise<void>((done) => waiting.push({ holds, done }))
  return { ...reading, stop, until }
}

const uidsOf = (mails: readonly MailboxMail[]) => mails.map((mail) => mail.position.uid)
const textsOf = (mails: readonly MailboxMail[]) =>
  mails.map((mail) => (mail._tag === "Mail" ? Buffer.from(mail.raw).toString() : mail._tag))

describe("A mailbox reader", () => {
  it("[D8.3a] hands over what is there in order, then what is pushed, without waiting for silence", async () => {
    const server = await startServer()
    for (const text of ["one", "two", "three"]) server.deliver(text)
    const reading = startReading(server)
    await reading.until(() => reading.mails.length === 3)
    await server.idling()
    server.deliver("four")
    await reading.until(() => reading.mails.length === 4)
    expect(textsOf(reading.mails)).toEqual(["one", "two", "three", "four"])
    expect(reading.mails[3]?.position).toEqual({
      uidValidity: 100,
      uid: 4,
      internalDateAt: Date.UTC(2026, 10, 20, 10),
      sizeBytes: 4
    })
    expect(reading.states).toEqual([{ _tag: "Connecting" }, { _tag: "Connected", uidValidity: 100, pushes: true }])
  })

  it("reads two hundred in a burst, each once and in order, also while committing", async () => {
    const server = await startServer()
    const reading = startReading(server, { limits: { batchMailsMax: 7, batchBytesMax: 100 } })
    await server.idling()
    for (let index = 1; index <= 200; index += 1) server.deliver(`mail ${index} ${"x".repeat(index % 40)}`)
    await reading.until(() => reading.mails.length >= 200)
    expect(uidsOf(reading.mails)).toEqual(Array.from({ length: 200 }, (_, index) => index + 1))
  })

  it("begins after its cursor, and does not take the last mail again when there is none", async () => {
    const server = await startServer()
    for (const text of ["one", "two", "three"]) server.deliver(text)
    const reading = startReading(server, { cursor: { uidValidity: 100, uid: 3 } })
    await server.idling()
    expect(reading.mails).toEqual([])
    server.deliver("nine", { uid: 9 })
    await reading.until(() => reading.mails.length > 0)
    expect(uidsOf(reading.mails)).toEqual([9])
  })

  it("looks for itself where nothing is pushed", async () => {
    for (const kind of ["no push", "push refused", "push lost"] as const) {
      const server = await startServer()
      server.hasIdle = kind !== "no push"
      server.refusesIdle = kind === "push refused"
      const reading = startReading(server, { limits: { pollMs: 20, pollWithoutPushMs: 20 } })
      await reading.until(() => reading.states.some((state) => state._tag === "Connected"))
      await server.received("UID SEARCH", 3)
      server.deliver("quiet", { isQuiet: true })
      await reading.until(() => reading.mails.length === 1)
      expect(textsOf(reading.mails)).toEqual(["quiet"])
      await reading.stop()
    }
  })

  it("[D8.3h] comes back after a loss and goes on where it was, with every mail once", async () => {
    const server = await startServer()
    server.deliver("one")
    const reading = startReading(server)
    await reading.until(() => reading.mails.length === 1)
    await server.idling()
    const { port } = server
    await server.stop()
    await reading.until(() => reading.states.at(-1)?._tag === "Disconnected")
    server.deliver("two")
    server.deliver("three")
    await server.start(port)
    await reading.until(() => reading.mails.length === 3)
    expect(textsOf(reading.mails)).toEqual(["one", "two", "three"])
    expect(reading.states.map((state) => state._tag)).toEqual(
      expect.arrayContaining(["Connecting", "Connected", "Disconnected", "Connected"])
    )
  })

  it("offers a mail again that was not committed, and none after it before", async () => {
    const server = await startServer()
    for (const text of ["one", "two", "three"]) server.deliver(text)
    let refusals = 2
    const reading = startReading(server, {
      commit: async (mail) => {
        if (mail.position.uid === 2 && refusals > 0) {
          refusals -= 1
          throw new Error("overloaded")
        }
      }
    })
    await reading.until(() => reading.mails.length === 3)
    expect(uidsOf(reading.mails)).toEqual([1, 2, 3])
    expect(reading.states.map((state) => state._tag)).toContain("CommitFailed")
  })

  it("reports a rebuilt mailbox and reads it from the start", async () => {
    const server = await startServer()
    server.uidValidity = 101
    server.deliver("one")
    const reading = startReading(server, { cursor: { uidValidity: 100, uid: 57 } })
    await reading.until(() => reading.mails.length === 1)
    expect(reading.changes).toEqual([{ old: 100, new: 101 }])
    expect(reading.mails[0]?.position).toMatchObject({ uidValidity: 101, uid: 1 })
  })

  it("hands over a mail that is too large without its bytes, also when the server understates it", async () => {
    const server = await startServer()
    server.deliver("x".repeat(2_000))
    server.deliver("y".repeat(2_000), { claimedSize: 10 })
    server.deliver("small")
    const reading = startReading(server, { limits: { mailMaxBytes: 1_000 } })
    await reading.until(() => reading.mails.length === 3)
    expect(textsOf(reading.mails)).toEqual(["Oversize", "Oversize", "small"])
  })

  it("puts aside a mail the server cannot give, and one that takes the connection with it every time", async () => {
    const server = await startServer()
    for (let index = 1; index <= 20; index += 1) server.deliver(`mail ${index}`)
    server.fault = (uid) => (uid === 5 ? "refuse" : uid === 11 ? "drop" : "none")
    const reading = startReading(server)
    await reading.until(() => reading.mails.length === 20)
    expect(uidsOf(reading.mails)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
    expect(uidsOf(reading.mails.filter((mail) => mail._tag === "Unavailable"))).toEqual([5, 11])
  })

  it("finds the mail that takes the connection with it in few attempts", async () => {
    const server = await startServer()
    for (let index = 1; index <= 30; index += 1) server.deliver(`mail ${index}`)
    server.fault = (uid) => (uid === 17 ? "drop" : "none")
    const reading = startReading(server)
    await reading.until(() => reading.mails.length === 30)
    expect(uidsOf(reading.mails.filter((mail) => mail._tag === "Unavailable"))).toEqual([17])
    expect(server.count("LOGIN")).toBe(2 + QUICK.attemptsPerMailMax)
  })

  it("does not miss a mail it was told of while it was busy with others", async () => {
    const server = await startServer()
    for (const text of ["one", "two"]) server.deliver(text)
    const reading = startReading(server, {
      limits: { batchMailsMax: 1 },
      commit: async (mail) => {
        if (mail.position.uid === 1) server.deliver("three")
      }
    })
    await reading.until(() => reading.mails.length === 3)
    expect(textsOf(reading.mails)).toEqual(["one", "two", "three"])
  })

  it("says once that the password is wrong, and does not try it again and again", async () => {
    const server = await startServer()
    const reading = startReading(server, { password: "wrong-password" })
    await reading.until(() => reading.states.some((state) => state._tag === "AuthenticationFailed"))
    expect(reading.states.map((state) => state._tag)).toEqual(["Connecting", "AuthenticationFailed"])
    expect(reading.states.at(-1)).toEqual({ _tag: "AuthenticationFailed", retryInMs: QUICK.authRetryMs })
    expect(server.count("LOGIN")).toBe(1)
    expect(JSON.stringify(reading.states)).not.toContain("wrong-password")
  })

  it("waits longer after each failure of a server that says nothing", async () => {
    const server = await startServer()
    server.isSilent = true
    const reading = startReading(server, { limits: { greetingMs: 20 } })
    await reading.until(() => reading.states.some((state) => state._tag === "Disconnected"))
    expect(reading.states.at(-1)).toMatchObject({ _tag: "Disconnected", code: "TimedOut" })
  })

  it("stops when told to, whatever it is doing", async () => {
    const server = await startServer()
    server.deliver("one")
    const stuck = startReading(server, { commit: () => new Promise(() => {}) })
    await server.received("UID FETCH", 2)
    await stuck.stop()
    expect(stuck.mails).toEqual([])
    const idle = startReading(server)
    await server.idling()
    await idle.stop()
    expect(idle.states.at(-1)).toEqual({ _tag: "Stopped" })
  })

  it("as an effect ends with its fiber", async () => {
    const server = await startServer()
    server.deliver("one")
    const uids = await Effect.runPromise(
      Effect.gen(function* () {
        const seen: number[] = []
        const fiber = yield* Effect.forkChild(
          mailboxReader({
            leg: legOf(server),
            account: "support",
            secret: { password: "secret" },
            cursor: null,
            onMail: (mail) => Effect.sync(() => void seen.push(mail.position.uid)),
            onUidValidityChanged: () => Effect.void
          })
        )
        yield* Effect.promise(() => server.idling())
        return yield* Effect.as(Fiber.interrupt(fiber), seen)
      })
    )
    expect(uids).toEqual([1])
  })
})
