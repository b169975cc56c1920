/** People's mailboxes on a mail stack: what lies in them, and what is put there. */
import { readFileSync } from "node:fs"
import { ImapFlow } from "imapflow"
import type { MailAccount, MailStack } from "../../packages/testkit/src/servers/index.ts"
import { pollUntil } from "../../packages/testkit/src/servers/processes.ts"

async function opened<A>(stack: MailStack, account: MailAccount, work: (client: ImapFlow) => Promise<A>): Promise<A> {
  const client = new ImapFlow({
    host: stack.imap.host,
    port: stack.imap.tlsPort,
    secure: true,
    auth: { user: account.address, pass: account.password },
    tls: { ca: readFileSync(stack.certificate) },
    logger: false
  })
  client.on("error", () => undefined)
  await client.connect()
  try {
    return await work(client)
  } finally {
    client.close()
  }
}

/** The sources of all mails of an inbox once there are so many, or at the deadline. */
export const inboxOf = (
  stack: MailStack,
  account: MailAccount,
  until: { readonly count: number; readonly deadlineMs: number }
): Promise<readonly string[]> =>
  opened(stack, account, async (client) => {
    await pollUntil(async () => {
      const status = await client.status("INBOX", { messages: true })
      return status !== false && (status.messages ?? 0) >= until.count
    }, until.deadlineMs)
    const { exists } = await client.mailboxOpen("INBOX", { readOnly: true })
    if (exists === 0) return []
    return (await client.fetchAll("1:*", { source: true })).map(({ source }) => source?.toString("latin1") ?? "")
  })

/** Puts bytes into an inbox that no mail server would have taken. */
export const putInto = (stack: MailStack, account: MailAccount, raws: readonly Buffer[]): Promise<void> =>
  opened(stack, account, async (client) => {
    for (const raw of raws) await client.append("INBOX", raw)
  })

/** A header field of a source, unfolded; null when it has none. */
export const headerOf = (source: string, name: string): string | null =>
  new RegExp(`^${name}:[ \\t]*((?:[^\\r\\n]|\\r?\\n[ \\t])*)`, "im")
    .exec(source)?.[1]
    ?.replace(/\r?\n[ \t]+/g, " ")
    .trim() ?? null
