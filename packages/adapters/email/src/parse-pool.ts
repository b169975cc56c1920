/**
 * Parsing in threads with a limit on time and memory: a mail that would hang the parser costs its thread, never the process. A thread
 * costs 0.3 ms a small mail (0.7 against 0.4 inline) and its start 0.2 s; a mail of 27 MB would hold the event loop for 0.3 s.
 */
import { Data, Effect, type Scope } from "effect"
import { Worker } from "node:worker_threads"
import { PARSE_LIMITS, type ParsedMail, type ParseLimits, type ParseResult, type UnreadableReason } from "./mail.ts"
import type { ParseReply, ParseRequest } from "./parse-worker.ts"

/** Nothing could be made of the bytes; the raw mail is all there is. */
export class MailUnreadable extends Data.TaggedError("MailUnreadable")<{ readonly reason: UnreadableReason }> {}

/** Limits of the threads themselves. */
export type ParsePoolLimits = {
  readonly threads: number
  /** Time for one mail. Source: our choice; 20 MB take 0.2 s, eight million dashes, the worst measured, 3 s. */
  readonly timeLimitMs: number
  /** Old-space of a thread. Source: our choice; a 50 MB mail peaks near 300 MB. */
  readonly memoryMaxMegabytes: number
  readonly parse: ParseLimits
}

export const PARSE_POOL_LIMITS: ParsePoolLimits = {
  threads: 1,
  timeLimitMs: 10_000,
  memoryMaxMegabytes: 768,
  parse: PARSE_LIMITS
}

/** Parses mails in threads. */
export type MailParser = {
  /** One mail read; `MailUnreadable` when it is none, or took too long or too much memory. Copies the bytes. */
  readonly parse: (raw: Uint8Array) => Effect.Effect<ParsedMail, MailUnreadable>
}

type Job = { readonly raw: Uint8Array; readonly done: (result: ParseResult) => void; isCancelled: boolean }
type Thread = { readonly worker: Worker; job: Job | null; timer: NodeJS.Timeout | null }

/** Beside this file under its own ending: `.ts` when run from source, `.js` when built. */
const workerUrl = (): URL =>
  new URL(`./parse-worker${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url)

const crashReason = (error: unknown): UnreadableReason =>
  error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY"
    ? "memory-limit"
    : "worker-crashed"

class ParsePool {
  readonly #limits: ParsePoolLimits
  readonly #idle: Thread[] = []
  readonly #threads = new Set<Thread>()
  readonly #waiting: Job[] = []

  constructor(limits: ParsePoolLimits) {
    this.#limits = limits
  }

  /** Queues a mail; the caller bounds how many it offers at once. Returns what cancels it. */
  offer(raw: Uint8Array, done: (result: ParseResult) => void): () => void {
    const job: Job = { raw, done, isCancelled: false }
    this.#waiting.push(job)
    this.#next()
    return () => {
      job.isCancelled = true
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#threads].map((thread) => this.#end(thread)))
  }

  #next(): void {
    while (this.#waiting[0]?.isCancelled === true) this.#waiting.shift()
    if (this.#waiting.length === 0) return
    const thread = this.#idle.pop() ?? (this.#threads.size < this.#limits.threads ? this.#start() : null)
    const job = thread === null ? undefined : this.#waiting.shift()
    if (thread === null || job === undefined) return
    thread.job = job
    thread.timer = setTimeout(() => this.#give(thread, "time-limit"), this.#limits.timeLimitMs)
    const raw = Uint8Array.from(job.raw)
    const request: ParseRequest = { id: 0, raw, limits: this.#limits.parse }
    thread.worker.postMessage(request, [raw.buffer])
  }

  #start(): Thread {
    const { memoryMaxMegabytes } = this.#limits
    const worker = new Worker(workerUrl(), { resourceLimits: { maxOldGenerationSizeMb: memoryMaxMegabytes } })
    const thread: Thread = { worker, job: null, timer: null }
    this.#threads.add(thread)
    worker.on("message", (reply: ParseReply) => this.#settle(thread, reply.result))
    worker.on("error", (error: unknown) => this.#give(thread, crashReason(error)))
    worker.on("exit", () => this.#give(thread, "worker-crashed"))
    worker.unref()
    return thread
  }

  /** A result: the thread is free again. */
  #settle(thread: Thread, result: ParseResult): void {
    const { job } = thread
    this.#release(thread)
    this.#idle.push(thread)
    job?.done(result)
    this.#next()
  }

  /** No result: the thread is ended and the next mail gets a new one. */
  #give(thread: Thread, reason: UnreadableReason): void {
    if (!this.#threads.has(thread)) return
    const { job } = thread
    void this.#end(thread)
    job?.done({ _tag: "UnreadableMail", reason })
    this.#next()
  }

  async #end(thread: Thread): Promise<void> {
    this.#release(thread)
    this.#threads.delete(thread)
    const at = this.#idle.indexOf(thread)
    if (at !== -1) this.#idle.splice(at, 1)
    await thread.worker.terminate()
  }

  #release(thread: Thread): void {
    if (thread.timer !== null) clearTimeout(thread.timer)
    thread.timer = null
    thread.job = null
  }
}

/** A parser whose threads end with the scope. The first mail starts the first thread. */
export const makeMailParser = (
  limits: ParsePoolLimits = PARSE_POOL_LIMITS
): Effect.Effect<MailParser, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => new ParsePool(limits)),
    (pool) => Effect.promise(() => pool.close())
  ).pipe(
    Effect.map((pool) => ({
      parse: (raw) =>
        Effect.callback<ParsedMail, MailUnreadable>((resume) => {
          const cancel = pool.offer(raw, (result) => {
            resume(
              result._tag === "ParsedMail"
                ? Effect.succeed(result)
                : Effect.fail(new MailUnreadable({ reason: result.reason }))
            )
          })
          return Effect.sync(cancel)
        })
    }))
  )
