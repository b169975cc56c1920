/** A mail handed to an SMTP server byte for byte, as a stranger's server would. */
import { once } from "node:events"
import { connect, type Socket } from "node:net"
import { createInterface } from "node:readline"
import { ServerFailure } from "./processes.ts"

/** An envelope and the message itself, headers and all; lines may end in LF or CRLF. */
export interface RawMail {
  /** The envelope's sender; empty for a report, which must not be answered. */
  readonly from: string
  readonly to: readonly [string, ...string[]]
  readonly message: string | Uint8Array
}

/** How long the server may keep silent. */
const REPLY_DEADLINE_MS = 20_000

/** Hands one mail over; returns when the server has taken it for all recipients, rejects with its words otherwise. */
export async function deliverRaw(port: number, mail: RawMail): Promise<void> {
  const socket = connect({ port, host: "127.0.0.1" })
  socket.setTimeout(REPLY_DEADLINE_MS, () => socket.destroy(new Error(`no reply within ${REPLY_DEADLINE_MS} ms`)))
  try {
    await converse(socket, mail)
    socket.end("QUIT\r\n")
    await once(socket, "close")
  } catch (error) {
    if (error instanceof ServerFailure) throw error
    throw refusal(error instanceof Error ? error.message : String(error))
  } finally {
    socket.destroy()
  }
}

async function converse(socket: Socket, { from, to, message }: RawMail): Promise<void> {
  const replies = createInterface({ input: socket })[Symbol.asyncIterator]()
  const failed = once(socket, "error").then(([error]) => Promise.reject(error))
  const expect = async (code: string): Promise<void> => {
    for (;;) {
      const { value, done } = await Promise.race([replies.next(), failed])
      if (done === true) throw refusal("the server hung up")
      if (!value.startsWith(code)) throw refusal(value)
      if (value.charAt(3) !== "-") return
    }
  }
  const say = (line: string, code: string): Promise<void> => {
    socket.write(`${line}\r\n`)
    return expect(code)
  }
  await expect("220")
  await say("EHLO stranger.test", "250")
  await say(`MAIL FROM:<${from}> BODY=8BITMIME`, "250")
  for (const recipient of to) await say(`RCPT TO:<${recipient}>`, "250")
  await say("DATA", "354")
  socket.write(stuffed(message))
  await say(".", "250")
}

/** Lines ended by CRLF and their leading dots doubled, byte for byte. Source: RFC 5321, 4.5.2. */
function stuffed(message: string | Uint8Array): Buffer {
  const bytes = typeof message === "string" ? Buffer.from(message, "utf8") : Buffer.from(message)
  const text = bytes.toString("latin1").replace(/\r?\n/g, "\r\n").replace(/^\./gm, "..")
  return Buffer.from(text.endsWith("\r\n") ? text : `${text}\r\n`, "latin1")
}

function refusal(words: string): ServerFailure {
  return new ServerFailure({ server: "smtp", message: `the mail was not taken: ${words}` })
}
