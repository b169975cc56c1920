import { describe, expect, it } from "vitest"
import { settingsOf } from "../test/campaign.ts"
import { deliver, houses } from "../test/house.ts"

const { open, openCentre, openServers } = houses()

describe("Campaigns", () => {
  it("[D8.3i] that are both addressed each get an interaction", async () => {
    const { centre, servers } = await open()
    const sales = await openServers()
    await centre.createCampaign("sales", settingsOf(sales, { address: "sales@campaign.test", account: "sales" }))
    const both = { to: "support@campaign.test, sales@campaign.test" }
    deliver(servers, both)
    deliver(sales, both)
    const arrived = await centre.seen("InteractionArrived", 2)
    expect(arrived.map(({ campaign }) => campaign).toSorted()).toEqual(["sales", "support"])
  })

  it("[D8.1c] [D3.4b] do not read while receiving is off, or they are disabled; the cursor stays where it was", async () => {
    const { centre, servers } = await open()
    deliver(servers, { id: "<1@x>" })
    await centre.seen("MessageReceived")
    await centre.accept({ _tag: "DisableCampaign", campaign: "support" })
    await servers.imap.left()
    deliver(servers, { id: "<2@x>" })
    expect(await centre.eventsOf("MessageReceived")).toHaveLength(1)
    await centre.accept({ _tag: "EnableCampaign", campaign: "support" })
    await centre.seen("MessageReceived", 2)
    const { receive: _, ...rest } = settingsOf(servers)
    await centre.accept({
      _tag: "ChangeCampaign",
      campaign: "support",
      settings: { channelSettings: { ...rest, receive: false } }
    })
    await servers.imap.left()
    deliver(servers, { id: "<3@x>" })
    await centre.accept({
      _tag: "ChangeCampaign",
      campaign: "support",
      settings: { channelSettings: { ...rest, receive: true } }
    })
    await centre.seen("MessageReceived", 3)
    expect((await centre.eventsOf("MessageReceived")).map(({ place }) => place?.sequence)).toEqual([1, 2, 3])
    await centre.accept({ _tag: "RemoveCampaign", campaign: "support", withdraw: true })
    await servers.imap.left()
  })

  it("[D8.1a] say nothing of secrets and clients in their logs, and no event has them", async () => {
    const servers = await openServers()
    servers.imap.password = "correct-horse"
    const centre = await openCentre()
    await centre.createCampaign("support", settingsOf(servers), "correct-horse")
    deliver(servers, { text: "my private text" })
    await centre.seen("MessageReceived")
    servers.imap.password = "battery-staple"
    servers.imap.dropAll()
    await centre.whenLogged("AuthenticationFailed")
    const told = `${centre.logged.join("\n")}\n${JSON.stringify(await centre.log())}`
    for (const secret of ["correct-horse", "customer@", "Ann", "private", "Help", "<1@ext"])
      expect(told).not.toContain(secret)
  })
})
