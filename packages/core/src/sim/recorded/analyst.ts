/** Takes a log apart: to what each deed belongs, and how long after it it was done. */
import type { CentreCommand, CentreDefinition, CentreEvent } from "../../centre/index.ts"
import type { Instant } from "../../kernel/fields.ts"
import type { Observation } from "../survival.ts"
import { Threads } from "./arrival-commands.ts"
import { tellingOf } from "./commands.ts"
import { groupsOf, type Group, type LogEvent } from "./groups.ts"
import { Observations } from "./observations.ts"
import { Ownership } from "./ownership.ts"
import { wrapUpKey, type Deed, type Parts, type Tenure } from "./parts.ts"

interface OpenTenure {
  readonly campaign: string
  readonly agentId: string
  readonly from: Instant
  readonly deeds: Array<Deed>
  observed: Observation | null
}

/** Something that was begun within the recording: what answers it is so long after. */
interface Begun {
  readonly at: Instant
  readonly campaign: string
}

export class Analyst {
  private readonly threads: Threads
  private readonly open = new Set<string>()
  private readonly observations = new Observations()
  private readonly deeds: Array<Deed> = []
  private readonly answers = new Map<string, Deed>()
  private readonly unanswered = new Map<string, number>()
  private readonly transfers = new Map<string, Deed>()
  private readonly wrapUps = new Map<string, Deed>()
  private readonly tenures = new Map<string, Array<OpenTenure>>()
  private readonly lateness = new Map<Instant, Instant>()
  private readonly offersOut = new Map<string, Begun>()
  private readonly transfersOut = new Map<string, Begun>()
  private readonly wrapUpsNow = new Map<string, Begun & { readonly key: string }>()
  private readonly wrapUpCounts = new Map<string, number>()
  private readonly ownership = new Ownership()

  constructor(channels: CentreDefinition["channels"]) {
    this.threads = new Threads(channels)
  }

  /** What was before the recording. */
  heardBefore(at: Instant, event: CentreEvent): void {
    this.observations.hears(at, event)
    this.remembers(event)
  }

  /** What later messages may refer to, what is open, and whose it is. */
  private remembers(event: CentreEvent): void {
    this.threads.hears(event)
    this.ownership.hears(event)
    if (event._tag === "InteractionArrived" || event._tag === "InteractionStarted") this.open.add(event.interactionId)
    if (event._tag === "InteractionClosed") this.open.delete(event.interactionId)
  }

  partsOf(log: ReadonlyArray<LogEvent>, to: Instant): Parts {
    for (const group of groupsOf(log)) {
      this.places(group)
      for (const event of group.events) {
        this.remembers(event)
        this.observations.hears(group.at, event)
        this.hears(group.at, event)
      }
    }
    return this.parts(to)
  }

  /** What was due within the recording may have fired after it. */
  heardAfter(log: ReadonlyArray<LogEvent>): void {
    for (const { at, events } of groupsOf(log))
      if (tellingOf(events, this.threads)._tag === "time") this.fires(at, events)
  }

  private fires(at: Instant, events: ReadonlyArray<CentreEvent>): void {
    for (const event of events)
      if ("dueAt" in event && event.dueAt !== null && !this.lateness.has(event.dueAt))
        this.lateness.set(event.dueAt, at)
  }

  /** To what it belongs, as things stood before it. */
  private places({ position, at, events }: Group): void {
    const telling = tellingOf(events, this.threads)
    if (telling._tag === "time") return this.fires(at, events)
    if (telling._tag === "as-is") {
      const interactionId = interactionOf(events)
      const open = interactionId !== null && this.open.has(interactionId)
      return this.ofOwner(open ? interactionId : null, { position, at, does: { events, open } })
    }
    this.placesCommand({ position, at, does: { command: telling.command } }, telling.command, events)
  }

  private placesCommand(done: Done, command: CentreCommand, events: ReadonlyArray<CentreEvent>): void {
    switch (command._tag) {
      case "AcceptOffer":
      case "RejectOffer":
        return this.after(this.offersOut.get(command.offerId), done, (deed) => this.answers.set(command.offerId, deed))
      case "AcceptTransfer":
      case "RejectTransfer":
      case "ReportExternalTransfer":
        return this.after(this.transfersOut.get(command.transferId), done, (deed) =>
          this.transfers.set(command.transferId, deed)
        )
      case "EndWrapUp": {
        const ended = events.find((event) => event._tag === "WrapUpEnded")
        const begun = ended?._tag === "WrapUpEnded" ? this.wrapUpsNow.get(ended.interactionId) : undefined
        return this.after(begun, done, (deed) => this.wrapUps.set(begun?.key ?? "", deed))
      }
      case "LeaveInteraction": {
        const tenure = this.tenures.get(command.interactionId)?.at(-1)
        return this.ofOwner(tenure?.observed === null ? command.interactionId : null, done)
      }
      case "HoldInteraction":
      case "ResumeInteraction":
      case "TransferInteraction":
      case "CancelTransfer":
      case "FinishInteraction":
      case "EndInteraction":
        return this.ofOwner(command.interactionId, done)
      case "SignOut": {
        const force = this.ownership.hasWork(command.agentId)
        return this.atItsInstant({ ...done, does: { command: { ...command, force } } })
      }
      default:
        return this.atItsInstant(done)
    }
  }

  private atItsInstant({ position, at, does }: Done): void {
    this.deeds.push({ position, afterMs: at, does })
  }

  private after(begun: Begun | undefined, done: Done, put: (deed: Deed) => void): void {
    if (begun === undefined) this.atItsInstant(done)
    else put({ position: done.position, afterMs: done.at - begun.at, does: done.does })
  }

  /** Done by or with who has the interaction, if it became theirs within the recording. */
  private ofOwner(interactionId: string | null, done: Done): void {
    const tenure = interactionId === null ? undefined : this.tenures.get(interactionId)?.at(-1)
    if (tenure === undefined) this.atItsInstant(done)
    else tenure.deeds.push({ position: done.position, afterMs: done.at - tenure.from, does: done.does })
  }

  private hears(at: Instant, event: CentreEvent): void {
    switch (event._tag) {
      case "InteractionOffered":
        this.offersOut.set(event.offerId, { at, campaign: event.campaign })
        return
      case "OfferAccepted":
        this.offersOut.delete(event.offerId)
        return this.begins(at, event)
      case "OfferRejected":
        this.offersOut.delete(event.offerId)
        return
      case "OfferExpired":
      case "OfferRevoked":
      case "OfferRescinded":
        return this.endsUnanswered(at, event.offerId)
      case "InteractionTaken":
      case "InteractionStarted":
        return this.begins(at, event)
      case "TransferAccepted":
        this.ends(at, event.interactionId, true)
        return this.begins(at, event)
      case "TransferOffered":
      case "ExternalTransferStarted":
        this.transfersOut.set(event.transferId, { at, campaign: event.campaign })
        return
      case "InteractionFinished":
      case "InteractionTransferred":
        return this.ends(at, event.interactionId, true)
      case "InteractionReleased":
        return this.ends(at, event.interactionId, false)
      case "WrapUpStarted":
        return this.wraps(at, event)
      default:
    }
  }

  private begins(at: Instant, event: { interactionId: string; agentId: string; campaign: string }): void {
    const { interactionId, agentId, campaign } = event
    const tenures = this.tenures.get(interactionId) ?? []
    tenures.push({ campaign, agentId, from: at, deeds: [], observed: null })
    this.tenures.set(interactionId, tenures)
  }

  private ends(at: Instant, interactionId: string, ended: boolean): void {
    const tenure = this.tenures.get(interactionId)?.at(-1)
    if (tenure === undefined || tenure.observed !== null) return
    tenure.observed = { ms: at - tenure.from, ended }
    this.observations.handled(tenure.campaign, tenure.observed)
  }

  private endsUnanswered(at: Instant, offerId: string): void {
    const begun = this.offersOut.get(offerId)
    if (begun === undefined) return
    this.offersOut.delete(offerId)
    this.unanswered.set(offerId, at - begun.at)
  }

  private wraps(at: Instant, { interactionId, campaign }: { interactionId: string; campaign: string }): void {
    const nth = (this.wrapUpCounts.get(interactionId) ?? 0) + 1
    this.wrapUpCounts.set(interactionId, nth)
    this.wrapUpsNow.set(interactionId, { at, campaign, key: wrapUpKey(interactionId, nth) })
  }

  private parts(to: Instant): Parts {
    for (const offerId of [...this.offersOut.keys()]) this.endsUnanswered(to, offerId)
    const tenures = new Map<string, ReadonlyArray<Tenure>>()
    for (const [interactionId, open] of this.tenures) {
      this.ends(to, interactionId, false)
      tenures.set(
        interactionId,
        open.map(({ observed, ...tenure }) => ({ ...tenure, observed: observed ?? { ms: 0, ended: false } }))
      )
    }
    const { deeds, answers, unanswered, transfers, wrapUps, lateness } = this
    const { waits, observed } = this.observations.until(to)
    return { deeds, answers, unanswered, transfers, wrapUps, tenures, lateness, waits, observed }
  }
}

type Done = Pick<Deed, "position" | "does"> & { readonly at: Instant }

/** The interaction of which the step is, by what it began with; who is new is met first. */
function interactionOf(events: ReadonlyArray<CentreEvent>): string | null {
  const head = events.find(({ _tag }) => _tag !== "ContactCreated")
  return head !== undefined && "interactionId" in head ? head.interactionId : null
}
