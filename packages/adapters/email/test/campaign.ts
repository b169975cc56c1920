/** A campaign's mailbox and mail server, and mails of its clients. */
import type { FlatSettings } from "../src/channel-settings.ts"
import { ImapServer } from "./imap-server.ts"
import { mail } from "./mails.ts"
import { type ScriptedSmtp, type SmtpScript, startScriptedSmtp } from "./scripted-smtp.ts"

export type Servers = { readonly imap: ImapServer; readonly smtp: ScriptedSmtp; readonly close: () => Promise<void> }

export const startServers = async (script: SmtpScript = {}): Promise<Servers> => {
  const imap = await new ImapServer().start()
  const smtp = await startScriptedSmtp(script)
  return { imap, smtp, close: async () => void (await Promise.all([imap.stop(), smtp.close()])) }
}

/** Flat settings of a campaign on these servers. */
export const settingsOf = ({ imap, smtp }: Servers, more: FlatSettings = {}): FlatSettings => ({
  fromName: "Support",
  address: "support@campaign.test",
  account: "support",
  receive: true,
  "imap.host": "127.0.0.1",
  "imap.port": imap.port,
  "imap.security": "none",
  "smtp.host": "127.0.0.1",
  "smtp.port": smtp.port,
  "smtp.security": "none",
  ...more
})

export type ClientMail = {
  readonly from?: string
  readonly to?: string
  readonly id?: string
  readonly subject?: string
  readonly text?: string
  readonly head?: readonly string[]
}

/** A client's mail, in bytes. */
export const clientMail = ({
  from = "Ann <customer@ext.test>",
  to = "support@campaign.test",
  id = "<1@ext.test>",
  subject = "Help",
  text = "It is broken",
  head = []
}: ClientMail = {}): Buffer =>
  mail([
    `From: ${from}`,
    `To: ${to}`,
    `Subject: ${subject}`,
    ...(id === "" ? [] : [`Message-ID: ${id}`]),
    "Date: Fri, 20 Nov 2026 10:00:00 +0000",
    ...head,
    "",
    text,
    ""
  ])
