/** A small IMAP server for tests: one mailbox, pushes, and faults on demand. Speaks what the library asks and nothing more. */
import { createServer, type Socket } from "node:net"

export type ServedMail = { readonly uid: number; readonly raw: Buffer; readonly claimedSize?: number }

/** What to do when a mail's source is asked for. */
export type FetchFault = "none" | "drop" | "refuse"

export class ImapServer {
  uidValidity = 100
  mails: ServedMail[] = []
  password = "secret"
  /** Tokens that sign in by XOAUTH2; null when it is not offered. */
  accessTokens: Set<string> | null = null
  hasIdle = true
  refusesIdle = false
  isSilent = false
  fault: (uid: number) => FetchFault = () => "none"
  port = 0
  readonly commands: string[] = []
  readonly #sockets = new Set<Socket>()
  readonly #idling = new Set<Socket>()
  /** How many mails each connection was told of. */
  readonly #told = new Map<Socket, number>()
  readonly #waiting: { readonly matches: () => boolean; readonly done: () => void }[] = []
  readonly #server = createServer((socket) => this.#serve(socket))

  async start(port = 0): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(port, "127.0.0.1", resolve))
    const address = this.#server.address()
    this.port = typeof address === "object" && address !== null ? address.port : 0
    return this
  }

  async stop(): Promise<void> {
    this.dropAll()
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }

  /** Puts a mail into the box and tells the connections that idle. */
  deliver(
    raw: Buffer | string,
    more: { readonly uid?: number; readonly claimedSize?: number; readonly isQuiet?: boolean } = {}
  ): number {
    const uid = more.uid ?? (this.mails.at(-1)?.uid ?? 0) + 1
    const size = more.claimedSize === undefined ? {} : { claimedSize: more.claimedSize }
    this.mails.push({ uid, raw: Buffer.from(raw), ...size })
    if (more.isQuiet !== true) for (const socket of this.#idling) socket.write(this.#news(socket))
    return uid
  }

  dropAll(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  count(verb: string): number {
    return this.commands.filter((line) => line.startsWith(verb)).length
  }

  /** Resolves once a command has come this many times. */
  async received(verb: string, times = 1): Promise<void> {
    await this.#when(() => this.count(verb) >= times)
  }

  async idling(): Promise<void> {
    await this.#when(() => this.#idling.size > 0)
  }

  /** Resolves once nobody is connected. */
  async left(): Promise<void> {
    await this.#when(() => this.#sockets.size === 0)
  }

  #when(matches: () => boolean): Promise<void> {
    if (matches()) return Promise.resolve()
    return new Promise((done) => this.#waiting.push({ matches, done }))
  }

  #noticed(): void {
    for (const waiter of [...this.#waiting]) {
      if (!waiter.matches()) continue
      this.#waiting.splice(this.#waiting.indexOf(waiter), 1)
      waiter.done()
    }
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket)
    socket.setNoDelay(true)
    socket.on("error", () => {})
    socket.on("close", () => {
      this.#sockets.delete(socket)
      this.#idling.delete(socket)
      this.#noticed()
    })
    if (this.isSilent) return
    socket.write(`* OK [CAPABILITY ${this.#capabilities()}] ready\r\n`)
    let buffer = ""
    let idleTag = ""
    let refusedTag = ""
    socket.on("data", (chunk: Buffer) => {
      buffer += chunk.toString("latin1")
      for (let end = buffer.indexOf("\r\n"); end !== -1; end = buffer.indexOf("\r\n")) {
        const line = buffer.slice(0, end)
        buffer = buffer.slice(end + 2)
        if (line === "DONE") {
          this.#idling.delete(socket)
          socket.write(`${idleTag} OK done\r\n`)
          continue
        }
        if (line === "" && refusedTag !== "") {
          socket.write(`${refusedTag} NO [AUTHENTICATIONFAILED] no\r\n`)
          refusedTag = ""
          continue
        }
        const [tag = "", ...rest] = line.split(" ")
        if (rest[0] === "AUTHENTICATE" && !this.#knows(rest[2] ?? "")) {
          this.commands.push(rest.slice(0, 2).join(" "))
          socket.write(`+ ${Buffer.from('{"status":"401"}').toString("base64")}\r\n`)
          refusedTag = tag
          continue
        }
        if (rest[0] === "IDLE") idleTag = tag
        this.commands.push(rest.join(" "))
        this.#answer(socket, tag, rest.join(" "))
        this.#noticed()
      }
    })
  }

  /** Mails that came since the connection was last told, as a real server says them beside any answer. */
  #news(socket: Socket): string {
    const count = this.mails.length
    if (this.#told.get(socket) === count) return ""
    this.#told.set(socket, count)
    return `* ${count} EXISTS\r\n`
  }

  #capabilities(): string {
    return `IMAP4rev1${this.hasIdle ? " IDLE" : ""}${this.accessTokens === null ? "" : " SASL-IR AUTH=XOAUTH2"}`
  }

  /** Whether the initial response of XOAUTH2 holds a token that is good. */
  #knows(response: string): boolean {
    const fields = Buffer.from(response, "base64").toString().split("\u0001")
    const token = fields.find((field) => field.startsWith("auth=Bearer "))?.slice("auth=Bearer ".length)
    return token !== undefined && this.accessTokens?.has(token) === true
  }

  #answer(socket: Socket, tag: string, command: string): void {
    const ok = (...untagged: readonly string[]) =>
      socket.write([...untagged.map((line) => `* ${line}`), `${tag} OK done`, ""].join("\r\n"))
    const verb = command.replace(/^UID /, "").split(" ")[0] ?? ""
    if (verb === "CAPABILITY") ok(`CAPABILITY ${this.#capabilities()}`)
    else if (verb === "LOGIN") this.#login(socket, tag, command.split(" ")[2] ?? "")
    else if (verb === "LIST" || verb === "LSUB") ok(`${verb} () "/" INBOX`)
    else if (verb === "EXAMINE" || verb === "SELECT") {
      const next = (this.mails.at(-1)?.uid ?? 0) + 1
      ok(
        `${this.mails.length} EXISTS`,
        "FLAGS (\\Seen)",
        `OK [UIDVALIDITY ${this.uidValidity}] `,
        `OK [UIDNEXT ${next}] `
      )
    } else if (verb === "SEARCH")
      ok(
        `SEARCH ${this.#inRange(/UID (\S+)/.exec(command.slice(4))?.[1] ?? "")
          .map((mail) => mail.uid)
          .join(" ")}`
      )
    else if (verb === "FETCH") this.#fetch(socket, tag, command)
    else if (verb === "IDLE" && this.refusesIdle) socket.write(`${tag} NO not now\r\n`)
    else if (verb === "IDLE") {
      socket.write(`+ idling\r\n${this.#news(socket)}`)
      this.#idling.add(socket)
    } else ok()
  }

  #login(socket: Socket, tag: string, password: string): void {
    const answer = password.replaceAll('"', "") === this.password ? "OK welcome" : "NO [AUTHENTICATIONFAILED] no"
    socket.write(`${tag} ${answer}\r\n`)
  }

  /** Mails of a UID set such as `5,7:9` or `12:*`, where a star is the last mail's. */
  #inRange(set: string): readonly ServedMail[] {
    const last = this.mails.at(-1)?.uid ?? 0
    return this.mails.filter(({ uid }) =>
      set.split(",").some((range) => {
        const [from = 0, to = from] = range.split(":").map((part) => (part === "*" ? last : Number(part)))
        return uid >= Math.min(from, to) && uid <= Math.max(from, to)
      })
    )
  }

  #fetch(socket: Socket, tag: string, command: string): void {
    const mails = this.#inRange(command.split(" ")[2] ?? "")
    const wantsSource = command.includes("BODY.PEEK[]")
    const limit = Number(/BODY\.PEEK\[\]<0\.(\d+)>/.exec(command)?.[1] ?? Number.MAX_SAFE_INTEGER)
    for (const mail of mails) {
      const fault = wantsSource ? this.fault(mail.uid) : "none"
      if (fault === "drop") return void socket.destroy()
      if (fault === "refuse") return void socket.write(`${tag} NO internal error\r\n`)
      const seq = this.mails.indexOf(mail) + 1
      if (wantsSource) {
        const bytes = mail.raw.subarray(0, limit)
        socket.write(`* ${seq} FETCH (UID ${mail.uid} BODY[]<0> {${bytes.length}}\r\n`)
        socket.write(bytes)
        socket.write(")\r\n")
      } else {
        const size = mail.claimedSize ?? mail.raw.length
        socket.write(
          `* ${seq} FETCH (UID ${mail.uid} RFC822.SIZE ${size} INTERNALDATE "20-Nov-2026 10:00:00 +0000")\r\n`
        )
      }
    }
    socket.write(`${this.#news(socket)}${tag} OK done\r\n`)
  }
}
