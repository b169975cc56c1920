import { Fields } from "@parley/core"
import { Effect } from "effect"
import { SMTPServer } from "smtp-server"
import { describe, expect, it } from "vitest"
import { clientMail, settingsOf } from "../test/campaign.ts"
import { deliver, houses } from "../test/house.ts"
import { answering, secretFor, startTokenServer, type TokenServer } from "../test/token-server.ts"
import type { FlatSettings } from "./channel-settings.ts"
import { prepareEmail } from "./prepare.ts"

const { openCentre, openServers, closeAfterwards } = houses()

/** A submission server that takes the same tokens as the mailbox; the mails it took and the tokens it was shown. */
const startSmtp = async (good: ReadonlySet<string>) => {
  const taken: string[] = []
  const shown: string[] = []
  const server = new SMTPServer({
    authMethods: ["XOAUTH2"],
    allowInsecureAuth: true,
    disabledCommands: ["STARTTLS"],
    onAuth: ({ username, accessToken = "" }, _session, callback) => {
      shown.push(accessToken)
      if (username === "support" && good.has(accessToken)) callback(null, { user: "support" })
      else callback(null, { data: { status: "401" } })
    },
    onData: (stream, _session, callback) => {
      let text = ""
      stream.on("data", (chunk: Buffer) => {
        text += chunk.toString()
      })
      stream.on("end", () => {
        taken.push(text)
        callback()
      })
    }
  })
  server.on("error", () => {})
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve))
  closeAfterwards(() => new Promise<void>((resolve) => server.close(() => resolve())))
  const address = server.server.address()
  return { port: typeof address === "object" && address !== null ? address.port : 0, taken, shown }
}

const tokenServer = async (): Promise<TokenServer> => {
  const server = await startTokenServer()
  closeAfterwards(server.close)
  return server
}

/** Both servers of a campaign, which take these tokens only. */
const open = async (...tokens: readonly string[]) => {
  const good = new Set(tokens)
  const servers = await openServers()
  servers.imap.accessTokens = good
  const smtp = await startSmtp(good)
  return {
    good,
    servers,
    smtp,
    endpoint: await tokenServer(),
    settings: settingsOf(servers, { "smtp.port": smtp.port })
  }
}

const faultsOf = async (settings: FlatSettings, secret: string) => {
  const { faults } = await Effect.runPromise(Effect.flip(prepareEmail({ settings, secret })))
  for (const hidden of ["client-secret", "refresh-1", "token-"]) expect(JSON.stringify(faults)).not.toContain(hidden)
  return faults.map(({ leg, field, code }) => [leg, field, code])
}

describe("A campaign with OAuth2", () => {
  it("[D8.1b] receives and sends with one access token, and says nothing of its secrets", async () => {
    const { servers, smtp, endpoint, settings } = await open("token-1")
    const centre = await openCentre()
    await centre.createCampaign("support", settings, secretFor(endpoint))
    await centre.agent("ann", ["support"])
    servers.imap.deliver(clientMail())
    const [received] = await centre.seen("MessageReceived")
    await centre.answer(received?.interactionId ?? "", "an answer")
    await centre.seen("MessageSent")
    expect(smtp.taken).toHaveLength(1)
    expect(endpoint.forms.map((form) => form.get("client_secret"))).toEqual(["client-secret"])
    const told = `${centre.logged.join("\n")}\n${JSON.stringify(await centre.log())}`
    for (const hidden of ["client-secret", "refresh-1", "token-1"]) expect(told).not.toContain(hidden)
  })

  it("[D8.1b] fetches another token when the servers no longer take the one it has", async () => {
    const { good, servers, smtp, endpoint, settings } = await open("token-1")
    const centre = await openCentre()
    await centre.createCampaign("support", settings, secretFor(endpoint))
    await centre.agent("ann", ["support"])
    deliver(servers, { id: "<1@x>" })
    const [received] = await centre.seen("MessageReceived")
    good.clear()
    good.add("token-2")
    await centre.answer(received?.interactionId ?? "", "an answer")
    await centre.seen("MessageSent")
    expect(smtp.shown.slice(-2)).toEqual(["token-1", "token-2"])
    good.clear()
    good.add("token-3")
    servers.imap.dropAll()
    deliver(servers, { id: "<2@x>" })
    await centre.seen("MessageReceived", 2)
    expect(endpoint.forms).toHaveLength(3)
  })
})

describe("The check of a campaign with OAuth2", () => {
  it("[D8.1b] [D8.2a] [D8.2b] shuts the door when the token endpoint refuses, or gives what the servers do not take", async () => {
    const { endpoint, settings } = await open("token-9")
    expect(await faultsOf(settings, secretFor(endpoint))).toEqual([
      ["smtp", "account/password", "AuthenticationFailed"],
      ["imap", "account/password", "AuthenticationFailed"]
    ])
    endpoint.answer = answering(400, '{"error":"invalid_grant"}')
    expect(await faultsOf(settings, secretFor(endpoint))).toEqual([
      ["smtp", "account/password", "TokenRefused"],
      ["imap", "account/password", "TokenRefused"]
    ])
    endpoint.answer = answering(503, "")
    expect(await faultsOf(settings, secretFor(endpoint))).toEqual([
      ["smtp", "smtp.connection", "TokenUnavailable"],
      ["imap", "imap.connection", "TokenUnavailable"]
    ])
    expect(await faultsOf(settings, secretFor({ url: "http://far.test/token" }))).toEqual([
      [null, "oauth2.tokenUrl", "Invalid"]
    ])
  })

  it("[D8.2d] turns red when the endpoint ends the refresh token, and green with the next", async () => {
    const { good, endpoint, settings } = await open("token-1")
    const centre = await openCentre()
    await centre.createCampaign("support", settings, secretFor(endpoint))
    const check = () =>
      Effect.runPromise(centre.process.channel.check(centre.process.handle, Fields.CampaignName.make("support")))
    expect(await check()).toEqual([])
    good.clear()
    endpoint.answer = answering(400, "{}")
    expect(await check()).toMatchObject([
      { leg: "smtp", field: "account/password", code: "TokenRefused" },
      { leg: "imap", field: "account/password", code: "TokenRefused" }
    ])
    endpoint.answer = null
    for (let count = 1; count <= 9; count += 1) good.add(`token-${count}`)
    expect(await check()).toEqual([])
  })
})
