import { Fields } from "@parley/core"
import { ChannelRefused } from "@parley/core/engine"
import { Effect, Schema } from "effect"
import { describe, expect, it } from "vitest"
import { settingsOf } from "../test/campaign.ts"
import { certificate } from "../test/certificate.ts"
import { QUICK_LIMITS, type TestCentre } from "../test/centre.ts"
import { houses } from "../test/house.ts"
import { flatSettings, type FlatSettings, readSettings } from "./channel-settings.ts"
import { prepareEmail } from "./prepare.ts"

const { openCentre, openServers } = houses()

const prepare = (settings: FlatSettings, secret: string | null = "secret") =>
  Effect.runPromise(prepareEmail({ settings, secret }))
const refusal = async (settings: FlatSettings, secret: string | null = "secret"): Promise<ChannelRefused["faults"]> =>
  (await Effect.runPromise(Effect.flip(prepareEmail({ settings, secret })))).faults

const FORM: FlatSettings = {
  fromName: "Support",
  address: "support@campaign.test",
  receive: true,
  "smtp.host": "mx.campaign.test",
  "smtp.port": 587,
  "imap.host": "imap.campaign.test",
  "imap.port": 993
}

describe("A campaign's flat settings", () => {
  it("[D8.1d] [D8.1f] are the settings of both legs, in full, and come back as they went", async () => {
    const mail = await Effect.runPromise(readSettings(FORM))
    expect(mail.email.smtp).toEqual({
      host: "mx.campaign.test",
      port: 587,
      security: "starttls",
      trustedCertificate: null
    })
    const flat = flatSettings(mail)
    expect(flat).toEqual({
      ...FORM,
      account: "support@campaign.test",
      "smtp.security": "starttls",
      "imap.security": "tls"
    })
    const trusting = { ...flat, subjectToken: true, threadBySubject: true, "imap.trustedCertificate": certificate.pem }
    expect(flatSettings(await Effect.runPromise(readSettings(trusting)))).toEqual(trusting)
  })

  it("[D8.1e] [D8.1g] name every bad or missing field by its path, and take a preset for the legs", async () => {
    const { "smtp.host": _, ...rest } = FORM
    const faults = await refusal({ ...rest, "imap.port": 0, "imap.nonsense": 1, "x.y": 2, password: "hunter2" })
    expect(new Set(faults.map(({ leg, field }) => `${leg} ${field}`))).toEqual(
      new Set(["imap imap.nonsense", "imap imap.port", "smtp smtp.host", "null password", "null x.y"])
    )
    expect(JSON.stringify(faults)).not.toContain("hunter2")
    for (const name of ["subjectToken", "threadBySubject"])
      expect(await refusal({ ...FORM, [name]: "yes" })).toMatchObject([{ leg: null, field: name, code: "Invalid" }])
    expect((await refusal({ fromName: "S", address: "s@x.test", receive: true })).map(({ field }) => field)).toEqual([
      "smtp",
      "imap"
    ])
    expect((await refusal({ ...FORM, "imap.trustedCertificate": "x".repeat(8_193) }))[0]?.field).toBe(
      "imap.trustedCertificate"
    )
    const gmail = await Effect.runPromise(
      readSettings({ preset: "gmail", fromName: "G", address: "g@gmail.com", receive: true })
    )
    expect(flatSettings(gmail)).toMatchObject({ "smtp.port": 587, "imap.host": "imap.gmail.com" })
  })
})

describe("A campaign's door", () => {
  it("[D8.2a] [D8.2c] opens when every leg it needs lets the account in", async () => {
    const servers = await openServers()
    expect(await prepare(settingsOf(servers))).toEqual(settingsOf(servers))
    await servers.imap.stop()
    expect((await refusal(settingsOf(servers))).map(({ leg, field, code }) => [leg, field, code])).toEqual([
      ["imap", "imap.port", "ConnectionRefused"]
    ])
    const {
      "imap.host": _h,
      "imap.port": _p,
      "imap.security": _s,
      ...sending
    } = settingsOf(servers, { receive: false })
    expect(await prepare(sending)).toEqual(sending)
  })

  it("[D8.2b] is shut to a wrong password, which stands nowhere in the answer, and to none", async () => {
    const servers = await openServers()
    const faults = await refusal(settingsOf(servers), "wrong-password")
    expect(faults).toEqual([
      {
        leg: "imap",
        field: "account/password",
        code: "AuthenticationFailed",
        message: "the server refuses this account and password"
      }
    ])
    expect(await refusal(settingsOf(servers), null)).toMatchObject([{ field: "password", code: "Required" }])
    const centre = await openCentre()
    await expect(centre.createCampaign("support", settingsOf(servers), "wrong-password")).rejects.toMatchObject({
      _tag: "ChannelRefused"
    })
    expect(await centre.eventsOf("CampaignCreated")).toEqual([])
  })

  it("says what is wrong in a form that can be sent on", async () => {
    const refused = await Effect.runPromise(Effect.flip(prepareEmail({ settings: {}, secret: "secret" })))
    expect(Schema.decodeUnknownSync(ChannelRefused)(Schema.encodeSync(ChannelRefused)(refused)).faults).toEqual(
      refused.faults
    )
  })
})

describe("The check of a campaign's connections", () => {
  const check = (centre: TestCentre, campaign: string) =>
    Effect.runPromise(centre.process.channel.check(centre.process.handle, Fields.CampaignName.make(campaign)))

  it("[D8.2d] is made again on demand, with the stored password", async () => {
    const servers = await openServers()
    const centre = await openCentre()
    await centre.createCampaign("support", settingsOf(servers))
    expect(await check(centre, "support")).toEqual([])
    servers.imap.password = "changed"
    expect(await check(centre, "support")).toMatchObject([{ leg: "imap", field: "account/password" }])
    expect(await check(centre, "nobody")).toEqual([])
    await centre.accept({ _tag: "ChangeCampaign", campaign: "support", settings: { secret: null } })
    expect(await check(centre, "support")).toMatchObject([{ field: "password", code: "Required" }])
    await centre.accept({ _tag: "ChangeCampaign", campaign: "support", settings: { channelSettings: { nonsense: 1 } } })
    expect((await check(centre, "support")).map(({ field }) => field)).toContain("nonsense")
  })

  it("[D8.2e] is made on schedule, and a change of colour is told once", async () => {
    const servers = await openServers()
    const centre = await openCentre({
      checkEveryMs: 20,
      checkPauseMs: 1,
      mailbox: { ...QUICK_LIMITS.mailbox, authRetryMs: 60_000 }
    })
    await centre.createCampaign("support", settingsOf(servers))
    servers.imap.password = "changed"
    await centre.whenLogged("connection check red")
    const logins = servers.imap.count("LOGIN")
    await servers.imap.received("LOGIN", logins + 2)
    expect(centre.logged.filter((line) => line.includes("check red"))).toHaveLength(1)
    servers.imap.password = "secret"
    await centre.whenLogged("connection check green again")
  })
})
