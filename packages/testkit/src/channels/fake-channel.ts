/**
 * A channel without a world, for tests: clients who come, write and go, and what an adapter does of what happens, on a
 * driver. One for each kind of channel stands beside this file.
 *
 * All of it goes through commands, sent at the driver's clock; one that is refused throws with the reason.
 */
import type { Centre } from "@parley/core"
import * as Result from "effect/Result"
import type { Driver, PlainCommand } from "../harness.ts"

type Event = Centre.CentreEvent
type To = Extract<PlainCommand, { readonly _tag: "TransferInteraction" }>["to"]
type Disposition = NonNullable<Extract<PlainCommand, { readonly _tag: "FinishInteraction" }>["disposition"]>

/** A keyed hash that stands for an address or an id of the world. */
const hashOf = (what: string): string => `1:${what.padEnd(16, "0")}`

export class FakeChannel {
  readonly driver: Driver
  readonly definition: Centre.ChannelDefinition
  /** What was said, by its content id: there is no content store. */
  readonly texts = new Map<string, string>()
  private readonly places = new Map<string, number>()
  private arrivals = 0
  /** Up to where the adapter has seen the log. */
  private seen = 0

  constructor(driver: Driver, definition: Centre.ChannelDefinition) {
    this.driver = driver
    this.definition = definition
  }

  /** Sends a command at the driver's clock; its events. */
  send(command: PlainCommand): ReadonlyArray<Event> {
    const sent = this.driver.sendPlain(this.driver.now, command)
    if (Result.isFailure(sent)) throw new Error(`${command._tag} was refused: ${JSON.stringify(sent.failure)}`)
    return sent.success.events.map(({ event }) => event)
  }

  /** Lets seconds pass; what falls due meanwhile fires, and the adapter goes on with its work. */
  wait(seconds: number): void {
    this.driver.advance(this.driver.now + seconds * 1_000)
    this.work()
  }

  /** What the adapter does of what happened since it last looked. */
  work(): void {
    while (this.seen < this.driver.log.length) {
      const recorded = this.driver.log[this.seen]
      this.seen += 1
      if (recorded !== undefined) this.hears(recorded.event)
    }
  }

  /** An event that the adapter may have to act on. */
  protected hears(_event: Event): void {}

  /** A client's message or coming: the interaction that it opened, or joined. */
  protected brings(
    command: Omit<Extract<PlainCommand, { readonly _tag: "ReceiveMessage" }>, "_tag" | "interactionId">
  ): string {
    this.arrivals += 1
    const interactionId = `${this.definition.name}-${this.arrivals}`
    const sent = this.driver.sendPlain(this.driver.now, { _tag: "ReceiveMessage", interactionId, ...command })
    if (Result.isFailure(sent)) throw new Error(`a client was refused: ${JSON.stringify(sent.failure)}`)
    this.work()
    const found = sent.success.answer?.["interactionId"]
    if (typeof found !== "string") throw new Error(`a client's message opened nothing: ${JSON.stringify(sent.success)}`)
    return found
  }

  /** The contents of a message that says so. */
  protected says(text: string) {
    const body = `${this.definition.name}-text-${this.texts.size + 1}`
    this.texts.set(body, text)
    return { body, raw: null, attachments: [] }
  }

  protected address(client: string): Array<string> {
    return [hashOf(`${this.definition.name}-${client}`)]
  }

  /** The next place of a source: what was read there is never read again. */
  protected nextPlace(source: string) {
    const sequence = (this.places.get(source) ?? 0) + 1
    this.places.set(source, sequence)
    return { source, epoch: 1, sequence }
  }

  /** The open interaction as it is shown; undefined once it has closed. */
  shown(interactionId: string) {
    return this.driver.centre.views.interaction(this.driver.state, interactionId)
  }

  /** What an agent does, or has done to them. Each returns the events of its own command. */
  accept(interactionId: string): ReadonlyArray<Event> {
    return this.send({ _tag: "AcceptOffer", ...this.offerOf(interactionId) })
  }

  reject(interactionId: string): ReadonlyArray<Event> {
    return this.send({ _tag: "RejectOffer", ...this.offerOf(interactionId) })
  }

  reply(interactionId: string, text: string): void {
    this.send({ _tag: "SendMessage", interactionId, agentId: this.ownerOf(interactionId), contents: this.says(text) })
    this.work()
  }

  transfer(interactionId: string, to: To): ReadonlyArray<Event> {
    const events = this.send({ _tag: "TransferInteraction", interactionId, agentId: this.ownerOf(interactionId), to })
    this.work()
    return events
  }

  acceptTransfer(interactionId: string): ReadonlyArray<Event> {
    const { transferId, agentId } = this.shown(interactionId)?.transfer ?? {}
    if (!agentId || transferId === undefined) throw new Error(`${interactionId} is passed to nobody`)
    return this.send({ _tag: "AcceptTransfer", interactionId, transferId, agentId })
  }

  finish(interactionId: string, disposition?: Disposition): ReadonlyArray<Event> {
    const common = { _tag: "FinishInteraction", interactionId, agentId: this.ownerOf(interactionId) } as const
    return this.send(disposition === undefined ? common : { ...common, disposition })
  }

  endWrapUp(agentId: string): ReadonlyArray<Event> {
    return this.send({ _tag: "EndWrapUp", agentId })
  }

  protected ownerOf(interactionId: string): string {
    const owner = this.shown(interactionId)?.ownerId
    if (!owner) throw new Error(`${interactionId} is nobody's`)
    return owner
  }

  private offerOf(interactionId: string) {
    const offer = this.shown(interactionId)?.offer
    if (!offer) throw new Error(`${interactionId} is not offered`)
    return { interactionId, offerId: offer.offerId, agentId: offer.agentId }
  }
}
