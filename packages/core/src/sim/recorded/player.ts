/**
 * Plays a recording: whatever came from outside comes again; what followed an anchor does so as long after it as it did,
 * done by whoever it is of now. What was not observed is drawn from what was:
 * how long a client would have waited who was answered, how long the handling of one takes who left.
 */
import type { CentreCommand, CentreEvent } from "../../centre/index.ts"
import { drawFraction } from "../../kernel/draw.ts"
import type { AgentId, Instant, InteractionId } from "../../kernel/fields.ts"
import { hamtValues } from "../../kernel/hamt.ts"
import { vectorGet } from "../../kernel/vector.ts"
import type { Team } from "../scenario.ts"
import type { Shifts } from "../shifts.ts"
import type { Stage } from "../stage.ts"
import { Anchors, type Anchor } from "./anchors.ts"
import { Curves } from "./curves.ts"
import type { AsIs, Deed } from "./parts.ts"
import type { Recording } from "./recording.ts"

type EventOf<Tag extends CentreEvent["_tag"]> = Extract<CentreEvent, { readonly _tag: Tag }>
type Receive = Extract<CentreCommand, { readonly _tag: "ReceiveMessage" }>

export interface PlayerOptions {
  readonly seed: string
  /** Those who stay away. */
  readonly without: ReadonlySet<string>
  /** Of agents who come besides, by id. */
  readonly teams: ReadonlyMap<string, Team>
  /** How an arrival is changed before the centre hears of it. */
  readonly arrivals: (arrival: Receive) => Receive
  readonly shifts: Shifts
}

export class Player {
  /** Recorded messages and the like that found their interaction gone. */
  skipped = 0
  /** Campaigns of which nobody was seen to leave, and in which somebody waited longer than they were seen to. */
  readonly patienceUnknown = new Set<string>()
  private readonly stage: Stage
  private readonly recording: Recording
  private readonly options: PlayerOptions
  private readonly curves: Curves
  private readonly open = new Set<string>()
  private readonly waiting = new Set<string>()
  /** Clients who have not been answered yet. */
  private readonly unanswered = new Set<string>()
  private readonly anchors = new Anchors()
  /** What has deeds after it that are still to be done. */
  private readonly todo = new Set<Anchor>()

  constructor(stage: Stage, recording: Recording, options: PlayerOptions) {
    this.stage = stage
    this.recording = recording
    this.options = options
    this.curves = new Curves(recording.observed, options.seed)
    for (const { id } of hamtValues(recording.state.facts.interactions)) this.open.add(id)
  }

  /** All that comes at its own instant, and those who wait already. */
  expect(): void {
    const { interactions, campaigns } = this.recording.state.facts
    for (const { id, live, stage, entry, campaign } of hamtValues(interactions)) {
      if (stage === "active" || stage === "wrapUp") continue
      this.waiting.add(id)
      const name = vectorGet(campaigns, campaign)?.name
      if (live && entry.ordinal === 1 && name !== undefined) this.waits(id, name, entry.waitingSince)
    }
    for (const { position, afterMs, does } of this.deedsAfter("instant"))
      this.stage.agenda.add(afterMs, () => this.comes(does), position)
  }

  hears(event: CentreEvent): void {
    const begun = this.anchors.hears(this.stage.now, event)
    switch (event._tag) {
      case "InteractionArrived":
        this.open.add(event.interactionId)
        if (event.kind === "live") this.waits(event.interactionId, event.campaign, this.stage.now)
        return
      case "InteractionQueued":
        this.waiting.add(event.interactionId)
        return
      case "InteractionOffered":
        return this.isOffered(event)
      case "OfferAccepted":
      case "InteractionTaken":
      case "InteractionStarted":
      case "TransferAccepted":
        this.open.add(event.interactionId)
        this.waiting.delete(event.interactionId)
        this.unanswered.delete(event.interactionId)
        return this.isOwned(event.interactionId)
      case "TransferRejected":
      case "TransferExpired":
      case "TransferRevoked":
      case "ExternalTransferEnded":
        return this.goesOn(event.interactionId)
      case "TransferOffered":
      case "ExternalTransferStarted":
      case "WrapUpStarted":
        if (begun !== null) this.follows(begun, event.agentId)
        return
      case "InteractionClosed":
        this.open.delete(event.interactionId)
        this.waiting.delete(event.interactionId)
        this.unanswered.delete(event.interactionId)
        return
      default:
    }
  }

  /** Something that came at its own instant. */
  private comes(does: Deed["does"]): void {
    if ("events" in does) return this.takes(does)
    const { command } = does
    if ("agentId" in command && this.options.without.has(command.agentId)) return
    switch (command._tag) {
      case "ReceiveMessage":
        this.stage.attempt(this.options.arrivals(command))
        return
      case "LeaveInteraction":
        if (!this.open.has(command.interactionId)) return
        if (this.waiting.has(command.interactionId) || this.isFromBefore(command.interactionId))
          this.stage.attempt(command)
        return
      case "SignIn":
        this.options.shifts.stays(command.agentId)
        this.stage.attempt(command)
        return
      case "SignOut":
        if (!this.stage.attempt(command)) this.options.shifts.sendsHome(command.agentId, command)
        return
      default:
        this.stage.attempt(command)
    }
  }

  /** Active since before the recording: its client leaves when they left. */
  private isFromBefore(interactionId: InteractionId): boolean {
    return this.anchors.tenureOf(interactionId) === undefined
  }

  private takes({ events, open }: AsIs): void {
    const isGone = events.some(
      (event) => "interactionId" in event && event.interactionId !== null && !this.open.has(event.interactionId)
    )
    if (open && isGone) this.skipped += 1
    else this.stage.apply(events)
  }

  /** A client who left does so when they did; one who was answered would have left at some time after that. */
  private waits(interactionId: InteractionId, campaign: string, since: Instant): void {
    const wait = this.recording.waits.get(interactionId)
    if (wait?.ended === true) return
    this.unanswered.add(interactionId)
    const { patience, patienceKnown } = this.curves.of(campaign)
    const seenMs = wait?.ms ?? 0
    const ms = patienceKnown ? patience.msAt(this.draw(interactionId, "patience"), seenMs) : seenMs + 1
    this.stage.after(Math.max(1, since + ms - this.stage.now), () => {
      if (!this.unanswered.has(interactionId)) return
      if (patienceKnown) this.stage.attempt({ _tag: "LeaveInteraction", interactionId })
      else this.patienceUnknown.add(campaign)
    })
  }

  private isOffered({ offerId, interactionId, campaign, agentId }: EventOf<"InteractionOffered">): void {
    const anchor: Anchor = `offer/${offerId}`
    const team = this.options.teams.get(agentId)
    // Who comes besides answers as their team does, where it says how; what was recorded is others' answer.
    const own = team?.reaction !== undefined || team?.refusalRatio !== undefined
    if (!own && this.deedsAfter(anchor).length > 0) return this.follows(anchor, agentId)
    const { reaction, rejectedRatio } = this.curves.of(campaign)
    const looksMs = (): number => {
      const fraction = this.draw(offerId, "reaction")
      if (team?.reaction !== undefined) return team.reaction.secondsAt(fraction) * 1_000
      return reaction.observations === 0 ? 0 : reaction.msAt(fraction, this.recording.unanswered.get(offerId) ?? 0)
    }
    const rejects = this.draw(offerId, "refusal") < (team?.refusalRatio ?? rejectedRatio)
    this.stage.after(Math.max(1, looksMs()), () => {
      if (this.stands(anchor))
        this.stage.attempt({ _tag: rejects ? "RejectOffer" : "AcceptOffer", interactionId, offerId, agentId })
    })
  }

  private isOwned(interactionId: InteractionId): void {
    const tenure = this.anchors.tenureOf(interactionId)
    if (tenure !== undefined) this.follows(tenure.anchor, tenure.agentId, () => this.goesOn(interactionId))
    this.goesOn(interactionId)
  }

  /** What was done after what begins here is done as long after it, by whoever it is of now, if it still stands then. */
  private follows(anchor: Anchor, agentId: AgentId, done?: () => void): void {
    const deeds = this.deedsAfter(anchor)
    let left = deeds.length
    for (const { afterMs, position, does } of deeds) {
      const act = (): void => {
        left -= 1
        if (left === 0) this.todo.delete(anchor)
        if (this.stands(anchor)) this.does(does, agentId)
        done?.()
      }
      this.stage.agenda.add(this.stage.now + afterMs, act, position)
    }
    if (left > 0) this.todo.add(anchor)
  }

  private does(does: Deed["does"], agentId: AgentId): void {
    if ("events" in does) this.takes(does)
    else this.stage.attempt("agentId" in does.command ? { ...does.command, agentId } : does.command)
  }

  /** Nothing more was recorded of it and it is still somebody's: they finish it when such a one may end. */
  private goesOn(interactionId: InteractionId): void {
    const tenure = this.anchors.tenureOf(interactionId)
    if (tenure?.active !== true || this.todo.has(tenure.anchor)) return
    const { anchor, nth, campaign, agentId, since } = tenure
    const passedMs = Math.max(this.stage.now - since, this.recording.handled.get(anchor)?.ms ?? 0)
    const ms = this.curves.of(campaign).handling.msAt(this.draw(interactionId, `handling ${nth}`), passedMs)
    this.stage.after(Math.max(1, since + ms - this.stage.now), () => {
      if (tenure.active && this.stands(anchor))
        this.stage.attempt({ _tag: "FinishInteraction", interactionId, agentId })
    })
  }

  private deedsAfter(anchor: Anchor): ReadonlyArray<Deed> {
    return this.recording.deeds.get(anchor) ?? []
  }

  private stands(anchor: Anchor): boolean {
    return this.anchors.since(anchor) !== undefined
  }

  private draw(name: string, purpose: string): number {
    return drawFraction({ seed: this.options.seed, name, purpose, n: 0 })
  }
}
