/** A centre and its servers for one test, closed after it. */
import { afterEach } from "vitest"
import type { FlatSettings } from "../src/channel-settings.ts"
import { type ClientMail, clientMail, type Servers, settingsOf, startServers } from "./campaign.ts"
import { TestCentre } from "./centre.ts"
import type { SmtpScript } from "./scripted-smtp.ts"

export type House = { readonly centre: TestCentre; readonly servers: Servers }

/** Openers whose centres and servers end with the test. To be called once, at the top of a spec. */
export const houses = () => {
  const closers: (() => Promise<unknown>)[] = []
  afterEach(async () => {
    for (const close of closers.splice(0).toReversed()) await close()
  })
  const openServers = async (script: SmtpScript = {}): Promise<Servers> => {
    const servers = await startServers(script)
    closers.push(() => servers.close())
    return servers
  }
  const openCentre = async (limits: Parameters<typeof TestCentre.open>[0] = {}): Promise<TestCentre> => {
    const centre = await TestCentre.open(limits)
    closers.push(() => centre.close())
    return centre
  }
  /** A centre with the campaign `support` over its own servers. */
  const open = async (script: SmtpScript = {}, more: FlatSettings = {}): Promise<House> => {
    const servers = await openServers(script)
    const centre = await openCentre()
    await centre.createCampaign("support", settingsOf(servers, more))
    return { centre, servers }
  }
  return { open, openCentre, openServers, closeAfterwards: (close: () => Promise<unknown>) => void closers.push(close) }
}

export const deliver = ({ imap }: Servers, ...mails: readonly ClientMail[]): void => {
  for (const one of mails) imap.deliver(clientMail(one))
}
