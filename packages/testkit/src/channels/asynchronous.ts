/** Letters: the client writes and is gone; an answer finds its conversation by what it answers. */
import type { Driver } from "../harness.ts"
import { FakeChannel } from "./fake-channel.ts"
import { delivers, referenceOf } from "./sending.ts"

export const ASYNCHRONOUS = {
  name: "fake-mail",
  kind: "asynchronous",
  media: "text",
  needs: [["to"], ["subject"]]
} as const

export class Asynchronous extends FakeChannel {
  /** What has left for clients, in order. */
  readonly outbox: Array<string> = []

  constructor(driver: Driver) {
    super(driver, ASYNCHRONOUS)
  }

  /** A letter comes; with `answering` it answers a message of an agent's. */
  write(
    campaign: string,
    text: string,
    { client = "writer", answering }: { client?: string; answering?: string } = {}
  ): string {
    const letter = {
      campaign,
      from: this.address(client),
      contents: this.says(text),
      place: this.nextPlace(`${campaign}-box`)
    }
    return this.brings(answering === undefined ? letter : { ...letter, inReplyTo: [referenceOf(answering)] })
  }

  /** An agent writes first. */
  start(interactionId: string, agentId: string, campaign: string, client = "writer"): void {
    this.send({
      _tag: "StartInteraction",
      interactionId,
      agentId,
      campaign,
      to: this.address(client),
      fields: ["to", "subject"],
      contents: this.says(`${interactionId}-first`)
    })
    this.work()
  }

  protected override hears(event: Parameters<FakeChannel["hears"]>[0]): void {
    if (delivers(this, event) && event._tag === "MessagePlanned") this.outbox.push(event.messageId)
  }
}
