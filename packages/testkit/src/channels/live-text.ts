/** A chat: the client is there, writes into the conversation, and goes. What agents write has arrived at once. */
import type { Driver } from "../harness.ts"
import { FakeChannel } from "./fake-channel.ts"
import { delivers } from "./sending.ts"

export const LIVE_TEXT = { name: "fake-chat", kind: "live", media: "text" } as const

export class LiveText extends FakeChannel {
  constructor(driver: Driver) {
    super(driver, LIVE_TEXT)
  }

  /** A visitor opens a chat and has said nothing yet. */
  arrive(campaign: string, client = "visitor"): string {
    return this.brings({ campaign, from: this.address(client), contents: { body: null, raw: null, attachments: [] } })
  }

  /** The visitor writes. */
  say(conversation: string, text: string, client = "visitor"): string {
    const campaign = this.shown(conversation)?.campaign ?? "nowhere"
    return this.brings({ campaign, from: this.address(client), contents: this.says(text), conversation })
  }

  /** The visitor closes the chat. */
  leave(interactionId: string): void {
    this.send({ _tag: "LeaveInteraction", interactionId })
    this.work()
  }

  protected override hears(event: Parameters<FakeChannel["hears"]>[0]): void {
    delivers(this, event)
  }
}
