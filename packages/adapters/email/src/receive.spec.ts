import { Fields } from "@parley/core"
import { CommandDefect, StoreRefused, StoreUnavailable } from "@parley/core/engine"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { failNth, type Fault } from "../../../testkit/src/fault-layers.ts"
import { clientMail } from "../test/campaign.ts"
import type { TestCentre } from "../test/centre.ts"
import { houses } from "../test/house.ts"
import type { MailboxMail } from "./mailbox-types.ts"
import { parseMail } from "./parse.ts"
import { MailUnreadable } from "./parse-pool.ts"
import { bringIn, type Receiver } from "./receive.ts"
import { decodeEmailSettings } from "./settings.ts"

const { openCentre } = houses()

const away = (operation: string) => new StoreUnavailable({ operation, reason: "away", unknown: true })
const refused = (operation: string) => new StoreRefused({ operation, reason: "never" })

/** A receiver of the campaign `support`, which nothing else reads. */
const receiverOf = async (centre: TestCentre): Promise<Receiver> => {
  const { process } = centre
  await centre.accept({ _tag: "CreateCampaign", campaign: "support", channel: "email", enabled: false })
  const form = { fromName: "S", address: "support@campaign.test", receive: false, smtp: { host: "x.test", port: 25 } }
  return {
    handle: process.handle,
    vault: process.vault,
    parser: {
      parse: (raw) =>
        Effect.flatMap(
          Effect.promise(() => parseMail(raw)),
          (read) => (read._tag === "ParsedMail" ? Effect.succeed(read) : Effect.fail(new MailUnreadable(read)))
        )
    },
    campaign: Fields.CampaignName.make("support"),
    settings: await Effect.runPromise(decodeEmailSettings(form)),
    threadBySubject: false,
    source: Fields.SourceId.make("inbox.support"),
    ownAddresses: () => new Set(["support@campaign.test"])
  }
}

const mailAt = (uid: number): MailboxMail => {
  const raw = clientMail({ id: `<${uid}@ext.test>` })
  return { _tag: "Mail", raw, position: { uidValidity: 1, uid, internalDateAt: null, sizeBytes: raw.length } }
}

const bring = (receiver: Receiver, mail: MailboxMail) => Effect.runPromise(Effect.result(bringIn(receiver, mail)))

/** Brings a mail in, a second time when the first failed, with one call of a port failing; whether the fault came to pass. */
const twice = async (receiver: Receiver, port: "vault" | "handle", fault: Fault, uid: number): Promise<boolean> => {
  const faulty = failNth<Receiver["vault"] & Receiver["handle"]>({ ...receiver.vault, ...receiver.handle }, fault)
  const spoilt = { ...receiver, [port]: faulty.port }
  const first = await bring(spoilt, mailAt(uid))
  if (first._tag === "Failure") expect(await bring(spoilt, mailAt(uid))).toMatchObject({ _tag: "Success" })
  return faulty.fired()
}

describe("A mail brought in", () => {
  it("[D8.3b] [D8.3c] is in the log once, whichever call of a store fails, before or after it took effect", async () => {
    const centre = await openCentre()
    const receiver = await receiverOf(centre)
    let uid = 0
    for (const port of ["vault", "handle"] as const) {
      for (const when of ["before", "after"] as const) {
        const of = port === "vault" ? ["put"] : ["send"]
        for (let n = 1; ; n += 1) {
          uid += 1
          if (!(await twice(receiver, port, { n, when, failure: away, of }, uid))) break
        }
      }
    }
    const received = await centre.eventsOf("MessageReceived")
    expect(received.map(({ place }) => place?.sequence)).toEqual(Array.from({ length: uid }, (_, index) => index + 1))
    expect(await centre.eventsOf("MessageQuarantined")).toEqual([])
  })

  it("[D8.3f] is put aside when the centre will never take it, or no store its bytes", async () => {
    const centre = await openCentre()
    const receiver = await receiverOf(centre)
    const defect = () => new CommandDefect({ commandId: "c", message: "bug" })
    await twice(receiver, "handle", { n: 1, when: "before", failure: defect, of: ["send"] }, 1)
    await twice(receiver, "handle", { n: 1, when: "before", failure: refused, of: ["send"] }, 2)
    await twice(receiver, "vault", { n: 1, when: "before", failure: refused, of: ["put"] }, 3)
    const buggy: Receiver = { ...receiver, parser: { parse: () => Effect.die("a bug") } }
    await bring(buggy, mailAt(4))
    const aside = await centre.eventsOf("MessageQuarantined")
    expect(aside.map(({ reason, raw, place }) => [reason, raw !== null, place?.sequence])).toEqual([
      ["CommandDefect", true, 1],
      ["StoreRefused", true, 2],
      ["not-storable", false, 3],
      ["defect", false, 4]
    ])
    expect(await centre.eventsOf("MessageReceived")).toEqual([])
  })

  it("to a campaign that is gone is nobody's", async () => {
    const centre = await openCentre()
    const receiver = { ...(await receiverOf(centre)), campaign: Fields.CampaignName.make("gone") }
    expect(await bring(receiver, mailAt(1))).toMatchObject({ _tag: "Failure", failure: { reason: "CampaignUnknown" } })
    expect(await centre.eventsOf("MessageQuarantined")).toEqual([])
  })
})
