/** Calls: the client is on the line until they hang up; the switch joins the parties and says so. */
import type { Driver } from "../harness.ts"
import { FakeChannel } from "./fake-channel.ts"

export const LIVE_VOICE = { name: "fake-phone", kind: "live", media: "voice", needs: [["number"]] } as const

/** What becomes of calls passed out of the centre, by the destination's content id; any other is busy. */
export type Outside = ReadonlyMap<string, "connected" | "failed">

export class LiveVoice extends FakeChannel {
  private readonly outside: Outside

  constructor(driver: Driver, outside: Outside = new Map()) {
    super(driver, LIVE_VOICE)
    this.outside = outside
  }

  /** The phone rings. */
  arrive(campaign: string, client = "caller"): string {
    return this.brings({ campaign, from: this.address(client), contents: { body: null, raw: null, attachments: [] } })
  }

  /** An agent dials. */
  dial(interactionId: string, agentId: string, campaign: string, client = "callee"): void {
    const to = this.address(client)
    this.send({ _tag: "StartInteraction", interactionId, agentId, campaign, to, fields: ["number"] })
  }

  /** The agent's phone is picked up: the parties are joined, and the switch accepts. */
  pickUp(interactionId: string): void {
    if (this.shown(interactionId)?.transfer?.agentId) this.acceptTransfer(interactionId)
    else this.accept(interactionId)
  }

  hold(interactionId: string): void {
    this.send({ _tag: "HoldInteraction", interactionId, agentId: this.ownerOf(interactionId) })
  }

  resume(interactionId: string): void {
    this.send({ _tag: "ResumeInteraction", interactionId, agentId: this.ownerOf(interactionId) })
  }

  /** The client's end of the line goes dead. */
  hangUp(interactionId: string): void {
    this.send({ _tag: "LeaveInteraction", interactionId })
    this.work()
  }

  protected override hears(event: Parameters<FakeChannel["hears"]>[0]): void {
    if (event._tag !== "ExternalTransferStarted" || !this.shown(event.interactionId)?.transfer) return
    const outcome = this.outside.get(event.destination) ?? "failed"
    const { interactionId, transferId } = event
    this.send({ _tag: "ReportExternalTransfer", interactionId, transferId, outcome, reason: "busy" })
  }
}
