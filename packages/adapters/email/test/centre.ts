/** A centre in memory with the e-mail channel over servers of the test: what it is told, what it says, and its restart. */
import { Centre, Fields } from "@parley/core"
import {
  type CentreHandle,
  type Channel,
  Engine,
  engineLayer,
  getBody,
  memoryStores,
  type MessageBody,
  putBody,
  type SendResult,
  type Stores,
  Vault,
  vaultLayer
} from "@parley/core/engine"
import { Context, Effect, Exit, Fiber, Layer, Logger, Schema, Scope, Stream } from "effect"
import { EMAIL_LIMITS, emailChannel, type EmailChannelLimits } from "../src/channel.ts"
import type { FlatSettings } from "../src/channel-settings.ts"

export const MASTER_KEY = new Uint8Array(32).fill(7)
export const CENTRE = "acme"

const commandOf = Schema.decodeUnknownSync(Centre.CentreCommand)

/** Quick where real ones are patient; a wrong password is still not tried again. */
export const QUICK_LIMITS: EmailChannelLimits = {
  ...EMAIL_LIMITS,
  mailbox: { ...EMAIL_LIMITS.mailbox, backoff: { firstMs: 5, maxMs: 40 }, stopGraceMs: 100, greetingMs: 500 },
  sending: { ...EMAIL_LIMITS.sending, backoff: { firstMs: 5, maxMs: 40 }, authRetryMs: 20, refusedPauseSeconds: [1] }
}

type Tag = Centre.CentreEvent["_tag"]
type EventOf<T extends Tag> = Extract<Centre.CentreEvent, { readonly _tag: T }>

/** One process: an engine and the channel that runs in it. */
type Process = {
  readonly scope: Scope.Closeable
  readonly handle: CentreHandle
  readonly vault: Vault["Service"]
  readonly channel: Channel
  readonly running: Fiber.Fiber<unknown, unknown>
}

export class TestCentre {
  /** Every line the channel logged, with its annotations. */
  readonly logged: string[] = []
  readonly #stopListeners = new Set<() => void>()
  readonly #listeners = new Set<() => void>()
  readonly #limits: EmailChannelLimits
  readonly #stores: Context.Context<Stores>
  readonly #whole: Scope.Closeable
  #process: Process | null = null

  private constructor(limits: EmailChannelLimits, stores: Context.Context<Stores>, whole: Scope.Closeable) {
    this.#limits = limits
    this.#stores = stores
    this.#whole = whole
  }

  static async open(limits: Partial<EmailChannelLimits> = {}): Promise<TestCentre> {
    const whole = Effect.runSync(Scope.make())
    const stores = await Effect.runPromise(Layer.buildWithScope(memoryStores, whole))
    const centre = new TestCentre({ ...QUICK_LIMITS, ...limits }, stores, whole)
    await centre.start()
    return centre
  }

  get process(): Process {
    if (this.#process === null) throw new Error("the centre is stopped")
    return this.#process
  }

  async start(): Promise<void> {
    const logger = Layer.succeed(Logger.CurrentLoggers, new Set([this.#logger()]))
    const scope = Effect.runSync(Scope.make())
    const limits = this.#limits
    const starting = Effect.gen(function* () {
      const channel = yield* emailChannel(limits)
      const services = yield* Layer.build(engineLayer({ channels: [channel.definition] }))
      const { open } = Context.get(services, Engine)
      const handle = yield* open(CENTRE)
      const vault = yield* Vault
      const running = yield* Effect.forkScoped(channel.run(handle))
      return { handle, vault, channel, running }
    })
    const parts = Layer.provideMerge(vaultLayer(MASTER_KEY), Layer.succeedContext(this.#stores))
    const process = await Effect.runPromise(
      starting.pipe(Effect.provide(Layer.merge(parts, logger)), Scope.provide(scope))
    )
    this.#process = { ...process, scope }
  }

  #logger(): Logger.Logger<unknown, void> {
    return Logger.map(Logger.formatLogFmt, (line) => {
      this.logged.push(line)
      for (const look of this.#listeners) look()
    })
  }

  /** Resolves once a line with this text is in the log. */
  whenLogged(text: string): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!this.logged.some((line) => line.includes(text))) return
        this.#listeners.delete(look)
        resolve()
      }
      this.#listeners.add(look)
      look()
    })
  }

  /** Ends the process; the stores stay. */
  async stop(): Promise<void> {
    if (this.#process === null) return
    const { scope } = this.#process
    this.#process = null
    await Effect.runPromise(Scope.close(scope, Exit.void))
    for (const resolve of this.#stopListeners) resolve()
  }

  /** Resolves once somebody else has stopped it. */
  async whenStopped(): Promise<void> {
    await new Promise<void>((resolve) => this.#stopListeners.add(resolve))
  }

  async restart(): Promise<void> {
    await this.stop()
    await this.start()
  }

  async close(): Promise<void> {
    await this.stop()
    await Effect.runPromise(Scope.close(this.#whole, Exit.void))
  }

  /** Sends a command given as plain JSON. */
  send(command: typeof Centre.CentreCommand.Encoded): Promise<SendResult> {
    return Effect.runPromise(this.process.handle.send(commandOf(command)))
  }

  async accept(command: typeof Centre.CentreCommand.Encoded): Promise<void> {
    const result = await this.send(command)
    if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.rejection)}`)
  }

  /** Creates a campaign the way a server does: tried, secret stored, then the command. */
  async createCampaign(campaign: string, settings: FlatSettings, password = "secret"): Promise<void> {
    const { channel, vault } = this.process
    const whole = await Effect.runPromise(channel.prepare({ centre: CENTRE, campaign, settings, secret: password }))
    const secret = await Effect.runPromise(vault.putSecret(CENTRE, password))
    await this.accept({
      _tag: "CreateCampaign",
      campaign,
      channel: "email",
      settings: { channelSettings: whole, secret, offerTimeoutSeconds: 600 }
    })
  }

  /** An agent at work in these campaigns. */
  async agent(agentId: string, campaigns: readonly string[]): Promise<void> {
    await this.accept({ _tag: "CreateUser", userId: agentId, displayName: agentId, roles: ["agent"] })
    await this.accept({ _tag: "AddMembers", campaigns: [...campaigns], agents: [agentId] })
    await this.accept({ _tag: "SignIn", agentId, sessionId: `${agentId}-session` })
  }

  /** Accepts the offer of an interaction and answers it; `body` says more than a text. */
  async answer(interactionId: string, text: string, body: Partial<MessageBody> = {}): Promise<void> {
    const { agentId, offerId } = await this.offer(interactionId)
    await this.accept({ _tag: "AcceptOffer", interactionId, offerId, agentId })
    await this.reply(interactionId, agentId, text, body)
  }

  /** The first offer of an interaction, once there is one. */
  async offer(interactionId: string): Promise<EventOf<"InteractionOffered">> {
    for (let count = 1; ; count += 1) {
      const offer = (await this.seen("InteractionOffered", count)).find(
        (event) => event.interactionId === interactionId
      )
      if (offer !== undefined) return offer
    }
  }

  async reply(interactionId: string, agentId: string, text: string, body: Partial<MessageBody> = {}): Promise<void> {
    const item = await Effect.runPromise(putBody(this.process.vault, CENTRE, { ...EMPTY_BODY, text, ...body }))
    const attachments = (body.attachments ?? []).map(({ contentId }) => contentId)
    await this.accept({ _tag: "SendMessage", interactionId, agentId, contents: { body: item, raw: null, attachments } })
  }

  /** The events of a type once there are so many of them. */
  async seen<T extends Tag>(tag: T, count = 1): Promise<readonly EventOf<T>[]> {
    const found = await Effect.runPromise(
      this.process.handle.events(0).pipe(
        Stream.map(({ event }) => event),
        Stream.filter((event): event is EventOf<T> => event._tag === tag),
        Stream.take(count),
        Stream.runCollect
      )
    )
    return [...found]
  }

  /** All that is committed now. */
  async log(): Promise<readonly Centre.RecordedEvent[]> {
    const { handle } = this.process
    const { position } = await Effect.runPromise(handle.state)
    if (position === 0) return []
    return [...(await Effect.runPromise(Stream.runCollect(Stream.take(handle.events(0), position))))]
  }

  async eventsOf<T extends Tag>(tag: T): Promise<readonly EventOf<T>[]> {
    return (await this.log()).map(({ event }) => event).filter((event): event is EventOf<T> => event._tag === tag)
  }

  async body(contentId: Fields.ContentId | null): Promise<MessageBody> {
    const body = contentId === null ? null : await Effect.runPromise(getBody(this.process.vault, CENTRE, contentId))
    if (body === null) throw new Error("no body")
    return body
  }

  async raw(contentId: Fields.ContentId | null): Promise<Uint8Array | null> {
    if (contentId === null) return null
    return (await Effect.runPromise(this.process.vault.get(CENTRE, contentId)))?.bytes ?? null
  }
}

const EMPTY_BODY: MessageBody = {
  from: null,
  to: [],
  cc: [],
  subject: null,
  text: null,
  html: null,
  reference: null,
  references: [],
  sentAt: null,
  attachments: []
}
