/**
 * What the instant of a recorded command is relative to, said once: by this a log is taken apart, and played again. First
 * which command follows what; then which event begins what, and which ends it.
 */
import type { CentreCommand, CentreEvent } from "../../centre/index.ts"
import type { AgentId, CampaignName, Instant, InteractionId } from "../../kernel/fields.ts"

/** What a deed follows, and the key by which it is found. `instant`: nothing, it comes when it came. */
export type Anchor =
  | "instant"
  | `offer/${string}`
  | `transfer/${string}`
  /** One of the times that an interaction became an agent's, from 0 on. */
  | `tenure/${string}/${number}`
  | `wrap-up/${string}/${number}`

/** An interaction is an agent's, or was when it was last somebody's. */
export interface Tenure {
  readonly anchor: Anchor
  readonly nth: number
  readonly campaign: CampaignName
  readonly agentId: AgentId
  readonly since: Instant
  /** Until it ends or is taken from them. */
  active: boolean
}

type Owned = Pick<Tenure, "campaign" | "agentId"> & { readonly interactionId: InteractionId }
type WrapUp = Pick<Owned, "agentId" | "interactionId">

export class Anchors {
  /** What stands, and since when. */
  private readonly began = new Map<Anchor, Instant>([["instant", 0]])
  private readonly tenures = new Map<InteractionId, Tenure>()
  /** By interaction and agent: who passed it on wraps up while another has it. */
  private readonly wrapUps = new Map<string, Anchor>()
  private readonly counts = new Map<string, number>()

  /** What a command with these events follows, as things stand before it: nothing that began before the recording. */
  of(command: CentreCommand, events: ReadonlyArray<CentreEvent>): Anchor {
    switch (command._tag) {
      case "AcceptOffer":
      case "RejectOffer":
        return this.standing(`offer/${command.offerId}`)
      case "AcceptTransfer":
      case "RejectTransfer":
      case "ReportExternalTransfer":
        return this.standing(`transfer/${command.transferId}`)
      case "HoldInteraction":
      case "ResumeInteraction":
      case "TransferInteraction":
      case "CancelTransfer":
      case "FinishInteraction":
      case "EndInteraction":
        return this.standing(this.tenureOf(command.interactionId)?.anchor)
      case "LeaveInteraction": {
        const tenure = this.tenureOf(command.interactionId)
        return this.standing(tenure?.active === true ? tenure.anchor : undefined)
      }
      case "EndWrapUp": {
        const ended = events.find((event) => event._tag === "WrapUpEnded")
        return this.standing(ended?._tag === "WrapUpEnded" ? this.wrapUps.get(wrapUpKey(ended)) : undefined)
      }
      default:
        return "instant"
    }
  }

  /** What begins with an event; null: nothing that anything follows. */
  hears(at: Instant, event: CentreEvent): Anchor | null {
    switch (event._tag) {
      case "InteractionOffered":
        return this.begins(at, `offer/${event.offerId}`)
      case "OfferRejected":
      case "OfferExpired":
      case "OfferRevoked":
      case "OfferRescinded":
        return this.ends(`offer/${event.offerId}`)
      case "OfferAccepted":
        this.ends(`offer/${event.offerId}`)
        return this.isOwned(at, event)
      case "InteractionTaken":
      case "InteractionStarted":
      case "TransferAccepted":
        return this.isOwned(at, event)
      case "InteractionFinished":
      case "InteractionReleased":
      case "InteractionTransferred":
        return this.rests(event.interactionId)
      case "InteractionClosed":
        this.ends(this.tenureOf(event.interactionId)?.anchor)
        this.tenures.delete(event.interactionId)
        return null
      case "TransferOffered":
      case "ExternalTransferStarted":
        return this.begins(at, `transfer/${event.transferId}`)
      case "TransferRejected":
      case "TransferExpired":
      case "TransferRevoked":
      case "ExternalTransferEnded":
        return this.ends(`transfer/${event.transferId}`)
      case "WrapUpStarted":
        return this.wrapsUp(at, event)
      case "WrapUpEnded":
        return this.ends(this.wrapUps.get(wrapUpKey(event)))
      default:
        return null
    }
  }

  /** When it began (what comes at its own instant: 0); undefined where it does not stand. */
  since(anchor: Anchor): Instant | undefined {
    return this.began.get(anchor)
  }

  tenureOf(interactionId: InteractionId): Tenure | undefined {
    return this.tenures.get(interactionId)
  }

  private standing(anchor: Anchor | undefined): Anchor {
    return anchor !== undefined && this.began.has(anchor) ? anchor : "instant"
  }

  private begins(at: Instant, anchor: Anchor): Anchor {
    this.began.set(anchor, at)
    return anchor
  }

  private ends(anchor: Anchor | undefined): null {
    if (anchor !== undefined) this.began.delete(anchor)
    return null
  }

  private isOwned(since: Instant, { interactionId, campaign, agentId }: Owned): Anchor {
    this.ends(this.tenureOf(interactionId)?.anchor)
    const nth = this.nth(`tenure/${interactionId}`)
    const anchor: Anchor = `tenure/${interactionId}/${nth}`
    this.tenures.set(interactionId, { anchor, nth, campaign, agentId, since, active: true })
    return this.begins(since, anchor)
  }

  /** What is still done with it follows who had it. */
  private rests(interactionId: InteractionId): null {
    const tenure = this.tenureOf(interactionId)
    if (tenure !== undefined) tenure.active = false
    return null
  }

  private wrapsUp(at: Instant, wrapUp: WrapUp): Anchor {
    const { interactionId } = wrapUp
    const anchor: Anchor = `wrap-up/${interactionId}/${this.nth(`wrap-up/${interactionId}`)}`
    this.wrapUps.set(wrapUpKey(wrapUp), anchor)
    return this.begins(at, anchor)
  }

  private nth(of: string): number {
    const nth = this.counts.get(of) ?? 0
    this.counts.set(of, nth + 1)
    return nth
  }
}

const wrapUpKey = ({ interactionId, agentId }: WrapUp): string => `${interactionId}/${agentId}`
