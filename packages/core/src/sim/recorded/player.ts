/**
 * Plays a recording: whatever came from outside comes again. Answers follow offers, and what owners did follows their
 * interactions, as long after as it did, done by whoever has them now. What was not observed is drawn from what was:
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
import { Curves } from "./curves.ts"
import { wrapUpKey, type AsIs, type Deed, type Tenure } from "./parts.ts"
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

/** An interaction that is somebody's: the how-many-th time, and what is still to be done of what was recorded. */
interface Holding {
  readonly nth: number
  readonly campaign: string
  readonly ownerId: AgentId
  readonly since: Instant
  left: number
  active: boolean
}

export class Player {
  /** Recorded messages and the like that found their interaction gone. */
  skipped = 0
  private readonly stage: Stage
  private readonly recording: Recording
  private readonly options: PlayerOptions
  private readonly curves: Curves
  private readonly open = new Set<string>()
  private readonly waiting = new Set<string>()
  /** Clients who have not been answered yet. */
  private readonly unanswered = new Set<string>()
  private readonly held = new Map<string, Holding>()
  private readonly offers = new Set<string>()
  private readonly tenureCounts = new Map<string, number>()
  private readonly wrapUpCounts = new Map<string, number>()
  /** Wrap-ups that run. */
  private readonly wrapping = new Set<string>()

  constructor(stage: Stage, recording: Recording, options: PlayerOptions) {
    this.stage = stage
    this.recording = recording
    this.options = options
    this.curves = new Curves(recording.observed)
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
    for (const { position, afterMs, does } of this.recording.deeds)
      this.stage.agenda.add(afterMs, () => this.comes(does), position)
  }

  hears(event: CentreEvent): void {
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
      case "OfferRejected":
      case "OfferExpired":
      case "OfferRevoked":
      case "OfferRescinded":
        this.offers.delete(event.offerId)
        return
      case "OfferAccepted":
        this.offers.delete(event.offerId)
        return this.becomes(event)
      case "InteractionTaken":
      case "InteractionStarted":
      case "TransferAccepted":
        return this.becomes(event)
      case "TransferOffered":
      case "ExternalTransferStarted":
        return this.isPassed(event)
      case "TransferRejected":
      case "TransferExpired":
      case "TransferRevoked":
      case "ExternalTransferEnded":
        return this.goesOn(event.interactionId)
      case "InteractionFinished":
      case "InteractionReleased":
      case "InteractionTransferred":
        return this.ends(event.interactionId)
      case "WrapUpStarted":
        return this.wrapsUp(event)
      case "WrapUpEnded":
        this.wrapping.delete(event.interactionId)
        return
      case "InteractionClosed":
        this.open.delete(event.interactionId)
        this.waiting.delete(event.interactionId)
        this.unanswered.delete(event.interactionId)
        this.held.delete(event.interactionId)
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
  private isFromBefore(interactionId: string): boolean {
    return !this.tenureCounts.has(interactionId)
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
    const ms = this.curves.of(campaign).patience.msAt(this.draw(interactionId, "patience"), wait?.ms ?? 0)
    this.stage.after(Math.max(1, since + ms - this.stage.now), () => {
      if (this.unanswered.has(interactionId)) this.stage.attempt({ _tag: "LeaveInteraction", interactionId })
    })
  }

  private isOffered({ offerId, interactionId, campaign, agentId }: EventOf<"InteractionOffered">): void {
    this.offers.add(offerId)
    const answer = this.recording.answers.get(offerId)
    const team = this.options.teams.get(agentId)
    const { reaction, rejectedRatio } = this.curves.of(campaign)
    const looksMs = (): number => {
      const fraction = this.draw(offerId, "reaction")
      if (team?.reaction !== undefined) return team.reaction.secondsAt(fraction) * 1_000
      return reaction.observations === 0 ? 0 : reaction.msAt(fraction, this.recording.unanswered.get(offerId) ?? 0)
    }
    // Who comes besides answers as their team does, where it says how; what was recorded is others' answer.
    const own = team?.reaction !== undefined || team?.refusalRatio !== undefined
    const recorded = own ? undefined : answer
    const rejects =
      recorded === undefined
        ? this.draw(offerId, "refusal") < (team?.refusalRatio ?? rejectedRatio)
        : tagOf(recorded) === "RejectOffer"
    this.after(recorded?.afterMs ?? looksMs(), recorded?.position, () => {
      if (!this.offers.has(offerId)) return
      this.stage.attempt({ _tag: rejects ? "RejectOffer" : "AcceptOffer", interactionId, offerId, agentId })
    })
  }

  private becomes(event: {
    readonly interactionId: InteractionId
    readonly campaign: string
    readonly agentId: AgentId
  }): void {
    const { interactionId, campaign, agentId: ownerId } = event
    this.open.add(interactionId)
    this.waiting.delete(interactionId)
    this.unanswered.delete(interactionId)
    const nth = this.tenureCounts.get(interactionId) ?? 0
    this.tenureCounts.set(interactionId, nth + 1)
    const tenure = this.recording.tenures.get(interactionId)?.[nth]
    const deeds = tenure?.deeds ?? []
    const holding: Holding = { nth, campaign, ownerId, since: this.stage.now, left: deeds.length, active: true }
    this.held.set(interactionId, holding)
    for (const deed of deeds)
      this.after(deed.afterMs, deed.position, () => {
        holding.left -= 1
        if (this.held.get(interactionId) === holding) this.goesBy(deed, ownerId)
        this.goesOn(interactionId)
      })
    if (deeds.length === 0) this.goesOn(interactionId)
  }

  private goesBy({ does }: Deed, ownerId: AgentId): void {
    if ("events" in does) return this.takes(does)
    const { command } = does
    this.stage.attempt("agentId" in command ? { ...command, agentId: ownerId } : command)
  }

  /** Nothing more was recorded of it and it is still somebody's: they finish it when such a one may end. */
  private goesOn(interactionId: InteractionId): void {
    const holding = this.held.get(interactionId)
    if (holding === undefined || !holding.active || holding.left > 0) return
    const { nth, campaign, ownerId, since } = holding
    const recorded: Tenure | undefined = this.recording.tenures.get(interactionId)?.[nth]
    const passedMs = Math.max(this.stage.now - since, recorded?.observed.ms ?? 0)
    const ms = this.curves.of(campaign).handling.msAt(this.draw(interactionId, `handling ${nth}`), passedMs)
    this.stage.after(Math.max(1, since + ms - this.stage.now), () => {
      if (this.held.get(interactionId) === holding && holding.active)
        this.stage.attempt({ _tag: "FinishInteraction", interactionId, agentId: ownerId })
    })
  }

  private isPassed(event: EventOf<"TransferOffered" | "ExternalTransferStarted">): void {
    const { transferId, agentId } = event
    const answer = this.recording.transfers.get(transferId)
    if (answer === undefined || !("command" in answer.does)) return
    const { command } = answer.does
    this.after(answer.afterMs, answer.position, () =>
      this.stage.attempt("agentId" in command ? { ...command, agentId } : command)
    )
  }

  private ends(interactionId: string): void {
    const holding = this.held.get(interactionId)
    if (holding !== undefined) holding.active = false
  }

  private wrapsUp({ interactionId, agentId }: EventOf<"WrapUpStarted">): void {
    const nth = (this.wrapUpCounts.get(interactionId) ?? 0) + 1
    this.wrapUpCounts.set(interactionId, nth)
    this.wrapping.add(interactionId)
    const ended = this.recording.wrapUps.get(wrapUpKey(interactionId, nth))
    if (ended === undefined) return
    this.after(ended.afterMs, ended.position, () => {
      if (this.wrapping.has(interactionId)) this.stage.attempt({ _tag: "EndWrapUp", agentId })
    })
  }

  /** In the place of the log that it had, should it come at the instant at which it came. */
  private after(ms: number, position: number | undefined, act: () => void): void {
    if (position === undefined) this.stage.after(Math.max(1, ms), act)
    else this.stage.agenda.add(this.stage.now + ms, act, position)
  }

  private draw(name: string, purpose: string): number {
    return drawFraction({ seed: this.options.seed, name, purpose, n: 0 })
  }
}

const tagOf = ({ does }: Deed): string => ("command" in does ? does.command._tag : "")
