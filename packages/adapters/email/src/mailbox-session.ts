/** One connection to a mailbox: opened, drained, watched, lost. */
import { type FetchMessageObject, ImapFlow } from "imapflow"
import type { Credential } from "./access-tokens.ts"
import { pause } from "./backoff.ts"
import { imapOptions } from "./client-options.ts"
import { errorText } from "./failures.ts"
import type { MailboxCursor, MailboxLimits, MailboxMail, MailboxOptions, MailPosition } from "./mailbox-types.ts"

/** `onMail` failed: the connection is fine, the mail is not committed. */
export class CommitFailed extends Error {
  override readonly name = "CommitFailed"
}

/** What outlives a connection: how far the reader is, and how often each connection was lost at which mail. */
export type Progress = {
  cursor: MailboxCursor | null
  delivered: number
  attempting: { readonly first: number; readonly last: number } | null
  /** Mails up to this one are asked for alone: a connection was lost among them. */
  carefulUntil: number
  readonly losses: Map<number, number>
}

/** Room for the framing of one response around a mail of the largest size. */
const RESPONSE_SLACK_BYTES = 1024 * 1024

const instantOf = (date: Date | string | undefined): number | null => {
  const at = date === undefined ? Number.NaN : new Date(date).getTime()
  return Number.isFinite(at) ? at : null
}

/** An IDLE that ends sooner than this by itself is no push. */
const IDLE_BRIEF_MS = 1_000

/** A refusal of one command by a server that is still there. */
const isRefusal = (error: unknown): boolean => ["NO", "BAD"].includes(errorText(error, "responseStatus") ?? "")

export class MailboxSession {
  readonly #client: ImapFlow
  readonly #options: MailboxOptions
  readonly #limits: MailboxLimits
  readonly #progress: Progress
  #uidValidity = 0
  #isDirty = false
  #pushes = false
  #wake: () => void = () => {}
  failure: unknown = null

  constructor(options: MailboxOptions, limits: MailboxLimits, progress: Progress, credential: Credential) {
    this.#options = options
    this.#limits = limits
    this.#progress = progress
    const timeouts = {
      connectMs: limits.connectMs,
      greetingMs: limits.greetingMs,
      idleMs: limits.idleMs + limits.commandMs
    }
    // A new object per connection: the library's cannot be used twice.
    this.#client = new ImapFlow({
      ...imapOptions(options.leg, options.account, credential, timeouts),
      maxIdleTime: limits.idleMs,
      maxLiteralSize: limits.mailMaxBytes + RESPONSE_SLACK_BYTES,
      maxResponseSize: limits.mailMaxBytes + 2 * RESPONSE_SLACK_BYTES
    })
    // On for good: an error nobody hears ends the process.
    this.#client.on("error", (error: unknown) => {
      this.failure ??= error
    })
    this.#client.on("close", () => this.#wake())
    this.#client.on("exists", () => {
      this.#isDirty = true
      this.#wake()
    })
  }

  close(): void {
    this.#client.close()
    this.#wake()
  }

  /** Connects and opens the inbox for reading only: nothing the reader does changes a flag. Returns the facts of the state. */
  async open(): Promise<{ readonly uidValidity: number; readonly pushes: boolean }> {
    await this.#client.connect()
    const box = await this.#limited(this.#client.mailboxOpen("INBOX", { readOnly: true }))
    this.#uidValidity = Number(box.uidValidity)
    const { cursor } = this.#progress
    if (cursor !== null && cursor.uidValidity !== this.#uidValidity) {
      const change = { old: cursor.uidValidity, new: this.#uidValidity }
      await this.#commit(() => this.#options.onUidValidityChanged?.(change) ?? Promise.resolve())
      this.#progress.losses.clear()
      this.#progress.carefulUntil = 0
      this.#progress.cursor = null
    }
    this.#progress.cursor ??= { uidValidity: this.#uidValidity, uid: 0 }
    this.#pushes = this.#client.capabilities.has("IDLE")
    return { uidValidity: this.#uidValidity, pushes: this.#pushes }
  }

  /** Hands over everything after the cursor, then waits to be woken, until the signal aborts or the connection is lost (throws). */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#isDirty = false
      await this.#drain(signal)
      if (!this.#isDirty && !signal.aborted) await this.#watch(signal)
      if (!this.#client.usable && !signal.aborted) throw this.failure ?? { code: "EConnectionClosed" }
    }
  }

  /** Idles at once (the library's own would wait 15 seconds) until a push, the poll's turn, the end of the connection or the signal. */
  async #watch(signal: AbortSignal): Promise<void> {
    const stop = new AbortController()
    this.#wake = () => stop.abort()
    if (this.#isDirty || !this.#client.usable) return
    const pollMs = this.#pushes ? this.#limits.pollMs : this.#limits.pollWithoutPushMs
    if (this.#pushes) void this.#idle(stop)
    await pause(pollMs, AbortSignal.any([signal, stop.signal]))
    this.#wake = () => {}
    stop.abort()
  }

  /** The next command ends it. Ended by the server: looked at once more, and no longer relied on when it never really began. */
  async #idle(stop: AbortController): Promise<void> {
    const startedAt = performance.now()
    await this.#client.idle().catch(() => false)
    if (stop.signal.aborted) return
    if (performance.now() - startedAt < IDLE_BRIEF_MS) this.#pushes = false
    stop.abort()
  }

  async #drain(signal: AbortSignal): Promise<void> {
    const uids = await this.#newUids()
    for (let start = 0; start < uids.length && !signal.aborted; start += this.#limits.batchMailsMax) {
      const positions = await this.#positions(uids.slice(start, start + this.#limits.batchMailsMax))
      for (const group of this.#groups(positions)) {
        for (const mail of await this.#fetch(group)) {
          if (signal.aborted) return
          await this.#deliver(mail)
        }
      }
      this.#skipTo(uids[Math.min(start + this.#limits.batchMailsMax, uids.length) - 1])
    }
  }

  /** UIDs after the cursor, ascending. `n:*` names the last mail also when its UID is below n. Source: RFC 9051, 9, seq-range. */
  async #newUids(): Promise<readonly number[]> {
    const after = this.#progress.cursor?.uid ?? 0
    const found = await this.#limited(this.#client.search({ uid: `${after + 1}:*` }, { uid: true }))
    if (!Array.isArray(found)) throw this.failure ?? { code: "EConnectionClosed" }
    return found.filter((uid) => uid > after).toSorted((one, other) => one - other)
  }

  async #positions(uids: readonly number[]): Promise<readonly MailPosition[]> {
    const query = { uid: true, size: true, internalDate: true }
    const found = await this.#limited(this.#client.fetchAll(uids.join(","), query, { uid: true }))
    return found
      .map((message) => ({
        uidValidity: this.#uidValidity,
        uid: message.uid,
        internalDateAt: instantOf(message.internalDate),
        sizeBytes: message.size ?? 0
      }))
      .toSorted((one, other) => one.uid - other.uid)
  }

  /** Positions in groups of bounded bytes; a mail that lost a connection before goes alone. */
  #groups(positions: readonly MailPosition[]): readonly (readonly MailPosition[])[] {
    const groups: MailPosition[][] = []
    let bytes = 0
    let isOpen = false
    for (const position of positions) {
      const isAlone = position.uid <= this.#progress.carefulUntil || position.sizeBytes > this.#limits.mailMaxBytes
      const last = groups.at(-1)
      if (last !== undefined && isOpen && !isAlone && bytes + position.sizeBytes <= this.#limits.batchBytesMax)
        last.push(position)
      else {
        groups.push([position])
        bytes = 0
      }
      bytes += position.sizeBytes
      isOpen = !isAlone
    }
    return groups
  }

  async #fetch(group: readonly MailPosition[]): Promise<readonly MailboxMail[]> {
    const [first] = group
    const last = group.at(-1)
    if (first === undefined || last === undefined) return []
    if (first.sizeBytes > this.#limits.mailMaxBytes) return [{ _tag: "Oversize", position: first }]
    if ((this.#progress.losses.get(first.uid) ?? 0) >= this.#limits.attemptsPerMailMax)
      return [{ _tag: "Unavailable", position: first }]
    this.#progress.attempting = { first: first.uid, last: last.uid }
    try {
      const uids = group.map((position) => position.uid).join(",")
      // One byte more than allowed, so that a server that understates a size is caught.
      const source = { start: 0, maxLength: this.#limits.mailMaxBytes + 1 }
      const found = await this.#limited(this.#client.fetchAll(uids, { uid: true, source }, { uid: true }))
      const byUid = new Map(found.map((message) => [message.uid, message]))
      return group.flatMap((position) => this.#mailOf(position, byUid.get(position.uid)))
    } catch (error) {
      if (!isRefusal(error)) throw error
      if (group.length === 1) return [{ _tag: "Unavailable", position: first }]
      const single: MailboxMail[] = []
      for (const position of group) single.push(...(await this.#fetch([position])))
      return single
    } finally {
      if (this.#client.usable) this.#progress.attempting = null
    }
  }

  /** Nothing for a mail expunged meanwhile. */
  #mailOf(position: MailPosition, message: FetchMessageObject | undefined): readonly MailboxMail[] {
    if (message === undefined) return []
    const { source } = message
    if (source === undefined) return [{ _tag: "Unavailable", position }]
    const actual = { ...position, sizeBytes: source.length }
    return source.length > this.#limits.mailMaxBytes
      ? [{ _tag: "Oversize", position: actual }]
      : [{ _tag: "Mail", raw: source, position: actual }]
  }

  async #deliver(mail: MailboxMail): Promise<void> {
    await this.#commit(() => this.#options.onMail(mail))
    this.#progress.delivered += 1
    this.#progress.losses.delete(mail.position.uid)
    this.#skipTo(mail.position.uid)
  }

  async #commit(commit: () => Promise<void>): Promise<void> {
    try {
      await commit()
    } catch (error) {
      throw new CommitFailed("not committed", { cause: error })
    }
  }

  #skipTo(uid: number | undefined): void {
    const { cursor } = this.#progress
    if (uid !== undefined && cursor !== null && uid > cursor.uid) this.#progress.cursor = { ...cursor, uid }
  }

  /** A command with a limit on its time: the connection is closed when it passes, which rejects the command. */
  async #limited<A>(command: Promise<A>): Promise<A> {
    const timer = setTimeout(() => {
      this.failure ??= { code: "ETIMEOUT" }
      this.#client.close()
    }, this.#limits.commandMs)
    try {
      return await command
    } finally {
      clearTimeout(timer)
    }
  }
}
