/** A process that starts a mail stack, says where, and never stops it: the system test kills it. */
import { startMailStack } from "../../packages/testkit/src/servers/index.ts"

const { certificate, imap, smtp } = await startMailStack({ accounts: [{ address: "a@b.test", password: "a" }] })
process.stdout.write(`${[certificate, imap.plainPort, imap.tlsPort, smtp.port25].join(" ")}\n`)
setInterval(() => undefined, 60_000)
