/** How long clients waited, agents took to answer and interactions to handle: by campaign, with what was cut off. */
import type { CentreEvent } from "../../centre/index.ts"
import type { Instant } from "../../kernel/fields.ts"
import type { Observation } from "../survival.ts"
import type { Parts } from "./parts.ts"

interface Waiting {
  readonly campaign: string
  readonly since: Instant
}

interface Noted {
  readonly patience: Array<Observation>
  readonly handling: Array<Observation>
  readonly reaction: Array<Observation>
  rejected: number
}

export class Observations {
  private readonly noted = new Map<string, Noted>()
  /** Of live clients, until their first wait is over. */
  private readonly waiting = new Map<string, Waiting>()
  private readonly waits = new Map<string, Observation>()
  private readonly live = new Set<string>()
  private readonly offers = new Map<string, { readonly campaign: string; readonly at: Instant }>()
  private readonly unanswered = new Map<string, number>()

  hears(at: Instant, event: CentreEvent): void {
    switch (event._tag) {
      case "InteractionArrived":
        if (event.kind === "live") this.live.add(event.interactionId)
        return
      case "InteractionQueued":
        if (event.kind === "arrival" && this.live.delete(event.interactionId))
          this.waiting.set(event.interactionId, { campaign: event.campaign, since: at })
        return
      case "OfferAccepted":
        this.answered(at, event.offerId)
        return this.waited(at, event.interactionId, false)
      case "InteractionTaken":
      case "InteractionWithdrawn":
        return this.waited(at, event.interactionId, false)
      case "InteractionAbandoned":
        if (event.leaves) this.waited(at, event.interactionId, event.reason === "client-left")
        return
      case "InteractionOffered":
        this.offers.set(event.offerId, { campaign: event.campaign, at })
        return
      case "OfferRejected":
        this.of(event.campaign).rejected += 1
        return this.answered(at, event.offerId)
      case "OfferExpired":
      case "OfferRevoked":
      case "OfferRescinded":
        return this.answered(at, event.offerId, false)
      default:
    }
  }

  handled(campaign: string, observation: Observation): void {
    this.of(campaign).handling.push(observation)
  }

  /** All of it, with what is still going on cut off there. */
  until(to: Instant): Pick<Parts, "waits" | "unanswered" | "observed"> {
    for (const id of [...this.waiting.keys()]) this.waited(to, id, false)
    for (const id of [...this.offers.keys()]) this.answered(to, id, false)
    return { waits: this.waits, unanswered: this.unanswered, observed: this.noted }
  }

  private waited(at: Instant, interactionId: string, ended: boolean): void {
    const wait = this.waiting.get(interactionId)
    if (wait === undefined) return
    this.waiting.delete(interactionId)
    const observation = { ms: at - wait.since, ended }
    this.waits.set(interactionId, observation)
    this.of(wait.campaign).patience.push(observation)
  }

  private answered(at: Instant, offerId: string, ended = true): void {
    const offer = this.offers.get(offerId)
    if (offer === undefined) return
    this.offers.delete(offerId)
    this.of(offer.campaign).reaction.push({ ms: at - offer.at, ended })
    if (!ended) this.unanswered.set(offerId, at - offer.at)
  }

  private of(campaign: string): Noted {
    let noted = this.noted.get(campaign)
    if (noted === undefined)
      this.noted.set(campaign, (noted = { patience: [], handling: [], reaction: [], rejected: 0 }))
    return noted
  }
}
