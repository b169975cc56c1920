/** A raw SMTP server that follows a script: it can hang up, stay silent or say anything at any step. */
import { createServer, type Server, type Socket } from "node:net"

/** A step's answer: a reply, `drop` to reset the connection, `silence` to say nothing. */
export type Answer = string

export type SmtpScript = {
  readonly greeting?: Answer
  readonly mail?: Answer
  /** By recipient; the default is yes. */
  readonly rcpt?: (address: string) => Answer
  readonly data?: Answer
  /** Once, after this many bytes of content, without waiting for the dot. */
  readonly within?: { readonly bytes: number; readonly answer: Answer }
  readonly dot?: Answer
  readonly extensions?: readonly string[]
}

export type ScriptedSmtp = {
  readonly port: number
  /** Every command line received, in order. */
  readonly commands: string[]
  /** Resolves once a command that begins so has come. */
  readonly received: (verb: string) => Promise<void>
  /** The content received for each DATA, with the dot when it came. */
  readonly contents: string[]
  /** Connections opened so far. */
  readonly connections: () => number
  readonly close: () => Promise<void>
}

const DOT = "\r\n.\r\n"

class Conversation {
  readonly #socket: Socket
  readonly #script: SmtpScript
  readonly #seen: Pick<ScriptedSmtp, "commands" | "contents">
  #buffer = ""
  #content: string | null = null
  #hasInterrupted = false

  constructor(socket: Socket, script: SmtpScript, seen: Pick<ScriptedSmtp, "commands" | "contents">) {
    this.#socket = socket
    this.#script = script
    this.#seen = seen
    socket.on("error", () => {})
    socket.on("data", (chunk: Buffer) => {
      this.#buffer += chunk.toString("latin1")
      this.#read()
    })
    this.#answer(script.greeting ?? "220 scripted")
  }

  #answer(answer: Answer): void {
    if (answer === "drop") this.#socket.resetAndDestroy()
    else if (answer !== "silence") this.#socket.write(`${answer}\r\n`)
    if (answer.startsWith("421")) this.#socket.end()
  }

  #read(): void {
    for (;;) {
      if (this.#content !== null) {
        if (!this.#readContent()) return
        continue
      }
      const end = this.#buffer.indexOf("\r\n")
      if (end === -1) return
      const line = this.#buffer.slice(0, end)
      this.#buffer = this.#buffer.slice(end + 2)
      this.#command(line)
    }
  }

  /** Takes content; true when the dot came. */
  #readContent(): boolean {
    const content = (this.#content ?? "") + this.#buffer
    this.#buffer = ""
    // A lone dot is an empty mail: how a client leaves a DATA that nobody is to receive.
    const dot = content.startsWith(".\r\n") ? -2 : content.indexOf(DOT)
    this.#content = content
    this.#seen.contents[this.#seen.contents.length - 1] = content
    const { within } = this.#script
    if (dot === -1) {
      if (within !== undefined && content.length >= within.bytes && !this.#hasInterrupted) {
        this.#hasInterrupted = true
        this.#answer(within.answer)
      }
      return false
    }
    this.#buffer = content.slice(dot + DOT.length)
    this.#content = null
    this.#answer(this.#script.dot ?? "250 2.0.0 queued")
    return true
  }

  #command(line: string): void {
    this.#seen.commands.push(line)
    const script = this.#script
    if (/^EHLO/i.test(line))
      this.#answer(
        ["250-scripted", ...(script.extensions ?? []).map((name) => `250-${name}`), "250 AUTH PLAIN"].join("\r\n")
      )
    else if (/^AUTH/i.test(line)) this.#answer("235 2.7.0 welcome")
    else if (/^MAIL/i.test(line)) this.#answer(script.mail ?? "250 2.1.0 ok")
    else if (/^RCPT/i.test(line)) this.#answer(script.rcpt?.(/<([^>]*)>/.exec(line)?.[1] ?? "") ?? "250 2.1.5 ok")
    else if (/^DATA/i.test(line)) {
      const answer = script.data ?? "354 go on"
      if (answer.startsWith("354")) {
        this.#content = ""
        this.#seen.contents.push("")
      }
      this.#answer(answer)
    } else this.#answer("250 ok")
  }
}

const closeServer = (server: Server, sockets: Set<Socket>): Promise<void> =>
  new Promise((resolve) => {
    for (const socket of sockets) socket.destroy()
    server.close(() => resolve())
  })

export const startScriptedSmtp = (script: SmtpScript, onPort = 0): Promise<ScriptedSmtp> =>
  new Promise((resolve) => {
    const waiting: { readonly verb: string; readonly done: () => void }[] = []
    const commands = new Proxy(new Array<string>(), {
      set: (lines, key, value) => {
        const isSet = Reflect.set(lines, key, value)
        for (const { verb, done } of waiting) if (lines.some((line) => line.startsWith(verb))) done()
        return isSet
      }
    })
    const received = (verb: string) =>
      new Promise<void>((done) => {
        waiting.push({ verb, done })
        if (commands.some((line) => line.startsWith(verb))) done()
      })
    const seen = { commands, contents: new Array<string>() }
    const sockets = new Set<Socket>()
    const server = createServer((socket) => {
      sockets.add(socket)
      new Conversation(socket, script, seen)
    })
    server.listen(onPort, "127.0.0.1", () => {
      const address = server.address()
      const port = typeof address === "object" && address !== null ? address.port : 0
      resolve({ port, ...seen, received, connections: () => sockets.size, close: () => closeServer(server, sockets) })
    })
  })
