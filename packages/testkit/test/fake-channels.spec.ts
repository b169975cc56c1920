/** A whole life on each kind of channel, through its fake: what an adapter of that kind has to do, and no more. */
import { Centre } from "@parley/core"
import { describe, expect, test } from "vitest"
import {
  Asynchronous,
  ASYNCHRONOUS,
  LiveText,
  LIVE_TEXT,
  LiveVoice,
  LIVE_VOICE,
  open,
  utcZones,
  type Driver,
  type FakeChannel
} from "../src/index.ts"

const NINE = Date.UTC(2026, 2, 2, 9)

/** A centre with the three channels, a campaign of each, and two agents who are members of all. */
function centre(): Driver {
  const driver = open(Centre.make({ channels: [LIVE_TEXT, LIVE_VOICE, ASYNCHRONOUS], zones: utcZones }))
  const settings = { wrapUpSeconds: 20 }
  const past = [
    { _tag: "CreateCentre", seed: "seed", zone: "UTC" },
    { _tag: "TakeOwnership", epoch: 1 },
    ...["ann", "bob"].flatMap((userId) => [
      { _tag: "CreateUser", userId, displayName: userId, roles: ["agent"] },
      { _tag: "SignIn", agentId: userId, sessionId: "s1" }
    ]),
    ...[
      ["chats", LIVE_TEXT.name],
      ["calls", LIVE_VOICE.name],
      ["mails", ASYNCHRONOUS.name],
      ["second-line", ASYNCHRONOUS.name]
    ].flatMap(([campaign, channel]) => [
      { _tag: "CreateCampaign", campaign, channel, settings },
      { _tag: "AddMembers", campaigns: [campaign], agents: ["ann", "bob"] }
    ])
  ]
  for (const command of past) expect(driver.sendPlain(NINE, command)._tag).toBe("Success")
  return driver
}

/** What has happened to one interaction, in order. */
const life = (channel: FakeChannel, id: string): ReadonlyArray<string> =>
  channel.driver.log.flatMap(({ event }) =>
    "interactionId" in event && event.interactionId === id ? [event._tag] : []
  )

const SENT = ["MessagePlanned", "MessageClaimed", "MessageSubmitted", "MessageSent"]

describe("a chat", () => {
  test("comes, is offered and accepted, talked in, passed on and finished; its wrap-up closes it", () => {
    const chat = new LiveText(centre())
    const id = chat.arrive("chats")
    chat.accept(id)
    expect(chat.say(id, "hello")).toBe(id)
    chat.reply(id, "good morning")
    chat.transfer(id, { kind: "agent", agentId: "bob" })
    chat.acceptTransfer(id)
    chat.finish(id)
    expect(chat.shown(id)?.stage).toBe("wrapUp")
    chat.wait(20)
    expect(life(chat, id)).toEqual([
      "InteractionArrived",
      "InteractionQueued",
      "InteractionOffered",
      "OfferAccepted",
      "MessageReceived",
      ...SENT,
      "TransferOffered",
      "WrapUpStarted",
      "TransferAccepted",
      "WrapUpStarted",
      "InteractionFinished",
      "WrapUpEnded",
      "WrapUpEnded",
      "InteractionClosed"
    ])
  })

  test("is left by its visitor while it waits", () => {
    const chat = new LiveText(centre())
    const id = chat.arrive("chats")
    chat.leave(id)
    expect(life(chat, id).slice(-2)).toEqual(["InteractionAbandoned", "InteractionClosed"])
  })
})

describe("a call", () => {
  test("rings, is picked up, held and resumed, and passed out of the centre, where it ends", () => {
    const phone = new LiveVoice(centre(), new Map([["outside", "connected"]]))
    const id = phone.arrive("calls")
    phone.wait(4)
    phone.pickUp(id)
    phone.wait(10)
    phone.hold(id)
    phone.wait(5)
    phone.resume(id)
    phone.transfer(id, { kind: "external", destination: "nobody" })
    expect(phone.shown(id)).toMatchObject({ ownerId: "ann", transfer: null })
    phone.transfer(id, { kind: "external", destination: "outside", mode: "attended" })
    expect(phone.shown(id)?.stage).toBe("wrapUp")
    phone.endWrapUp("ann")
    expect(life(phone, id)).toEqual([
      "InteractionArrived",
      "InteractionQueued",
      "InteractionOffered",
      "OfferAccepted",
      "InteractionHeld",
      "InteractionResumed",
      "ExternalTransferStarted",
      "ExternalTransferEnded",
      "ExternalTransferStarted",
      "WrapUpStarted",
      "InteractionFinished",
      "WrapUpEnded",
      "InteractionClosed"
    ])
    const finished = phone.driver.log.find(({ event }) => event._tag === "InteractionFinished")
    expect(finished?.event).toMatchObject({ by: "transferred-out", talkMs: 10_000, holdMs: 5_000 })
  })

  test("is dialled by an agent, passed to another, and ends when the client hangs up", () => {
    const phone = new LiveVoice(centre())
    phone.dial("out-1", "ann", "calls")
    phone.transfer("out-1", { kind: "agent", agentId: "bob", mode: "attended" })
    phone.pickUp("out-1")
    phone.hangUp("out-1")
    expect(life(phone, "out-1")).toEqual([
      "InteractionStarted",
      "TransferOffered",
      "WrapUpStarted",
      "TransferAccepted",
      "WrapUpStarted",
      "InteractionFinished"
    ])
    expect(phone.shown("out-1")).toMatchObject({ direction: "outbound", ownerId: "bob" })
  })
})

describe("a letter", () => {
  test("waits, is answered, passed to another campaign, answered there; what the client writes later finds its way", () => {
    const mail = new Asynchronous(centre())
    const id = mail.write("mails", "a question")
    mail.accept(id)
    mail.reply(id, "one moment")
    mail.transfer(id, { kind: "campaign", campaign: "second-line" })
    mail.accept(id)
    mail.reply(id, "an answer")
    const [, answer = ""] = mail.outbox
    expect(mail.write("second-line", "thanks", { answering: answer })).toBe(id)
    mail.finish(id)
    mail.wait(20)
    expect(life(mail, id)).toEqual([
      "InteractionArrived",
      "MessageReceived",
      "InteractionQueued",
      "InteractionOffered",
      "OfferAccepted",
      ...SENT,
      "WrapUpStarted",
      "InteractionTransferred",
      "InteractionQueued",
      "InteractionOffered",
      "OfferAccepted",
      ...SENT,
      "MessageReceived",
      "WrapUpStarted",
      "InteractionFinished",
      "WrapUpEnded",
      "WrapUpEnded",
      "InteractionClosed"
    ])
    const later = mail.write("second-line", "one more thing", { answering: answer })
    expect(later).not.toBe(id)
    expect(mail.driver.log.at(-1)?.event).toMatchObject({ _tag: "InteractionOffered", agentId: "bob" })
  })

  test("is begun by an agent; the client's answer joins it", () => {
    const mail = new Asynchronous(centre())
    mail.start("out-1", "ann", "mails")
    const [first = ""] = mail.outbox
    expect(mail.write("mails", "an answer", { answering: first })).toBe("out-1")
    mail.finish("out-1")
    expect(life(mail, "out-1")).toEqual([
      "InteractionStarted",
      ...SENT,
      "MessageReceived",
      "WrapUpStarted",
      "InteractionFinished"
    ])
  })
})
