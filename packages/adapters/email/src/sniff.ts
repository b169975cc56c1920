/** What speaks on a port, told by its greeting alone. */
import { connect, isIP, type Socket } from "node:net"
import { connect as connectTls } from "node:tls"

/** `silence`: nothing came in time, or no connection. */
export type Spoken = "smtp" | "imap" | "other" | "silence"

const GREETING_MAX_BYTES = 512

const protocolOf = (greeting: string): Spoken => {
  if (/^(?:220|421|554)[ -]/.test(greeting)) return "smtp"
  if (/^\* (?:OK|PREAUTH|BYE)\b/i.test(greeting)) return "imap"
  return "other"
}

/**
 * Opens a connection, reads the first bytes and closes. With TLS any certificate will do: nothing is sent and nothing is believed but
 * the name of the protocol.
 */
export const sniffGreeting = (target: {
  readonly host: string
  readonly port: number
  readonly isTls: boolean
  readonly limitMs: number
}): Promise<Spoken> =>
  new Promise((resolve) => {
    const { host, port } = target
    const socket: Socket = target.isTls
      ? connectTls({ host, port, rejectUnauthorized: false, ...(isIP(host) === 0 ? { servername: host } : {}) })
      : connect({ host, port })
    const finish = (spoken: Spoken) => {
      clearTimeout(timer)
      socket.destroy()
      resolve(spoken)
    }
    const timer = setTimeout(() => finish("silence"), target.limitMs)
    socket.on("error", () => finish("silence"))
    socket.on("close", () => finish("silence"))
    socket.once("data", (chunk: Buffer) => finish(protocolOf(chunk.subarray(0, GREETING_MAX_BYTES).toString("latin1"))))
  })
