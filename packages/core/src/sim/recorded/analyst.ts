/** Takes a log apart: to what each deed belongs, and how long after it it was done. */
import type { CentreCommand, CentreDefinition, CentreEvent } from "../../centre/index.ts"
import type { Instant, InteractionId } from "../../kernel/fields.ts"
import { Staff } from "../staff.ts"
import type { Observation } from "../survival.ts"
import { Anchors, type Anchor } from "./anchors.ts"
import { Threads } from "./arrival-commands.ts"
import { commandBehind } from "./commands.ts"
import { groupsOf, type Group, type LogEvent } from "./groups.ts"
import { Observations } from "./observations.ts"
import type { Deed, Parts } from "./parts.ts"

export class Analyst {
  private readonly threads: Threads
  private readonly staff = new Staff()
  private readonly anchors = new Anchors()
  private readonly observations = new Observations()
  private readonly open = new Set<InteractionId>()
  private readonly deeds = new Map<Anchor, Array<Deed>>()
  private readonly handled = new Map<Anchor, Observation>()
  private readonly lateness = new Map<Instant, Instant>()

  constructor(channels: CentreDefinition["channels"]) {
    this.threads = new Threads(channels)
  }

  /** What was before the recording. */
  heardBefore(at: Instant, event: CentreEvent): void {
    this.observations.hears(at, event)
    this.remembers(event)
  }

  /** What later messages may refer to, what is open, and who has something to do. */
  private remembers(event: CentreEvent): void {
    this.threads.hears(event)
    this.staff.hears(event)
    if (event._tag === "InteractionArrived" || event._tag === "InteractionStarted") this.open.add(event.interactionId)
    if (event._tag === "InteractionClosed") this.open.delete(event.interactionId)
  }

  partsOf(log: ReadonlyArray<LogEvent>, to: Instant): Parts {
    for (const group of groupsOf(log)) {
      this.places(group)
      for (const event of group.events) {
        this.remembers(event)
        this.observations.hears(group.at, event)
        this.observes(group.at, event)
        this.anchors.hears(group.at, event)
      }
    }
    for (const interactionId of this.open) this.isHandled(to, interactionId, false)
    const { deeds, handled, lateness } = this
    return { deeds, handled, lateness, ...this.observations.until(to) }
  }

  /** What was due within the recording may have fired after it. */
  heardAfter(log: ReadonlyArray<LogEvent>): void {
    for (const { at, events } of groupsOf(log))
      if (commandBehind(events, this.threads)?._tag === "Tick") this.fires(at, events)
  }

  private fires(at: Instant, events: ReadonlyArray<CentreEvent>): void {
    for (const event of events)
      if ("dueAt" in event && event.dueAt !== null && !this.lateness.has(event.dueAt))
        this.lateness.set(event.dueAt, at)
  }

  /** To what it belongs, as things stood before it. */
  private places(group: Group): void {
    const { at, events } = group
    const command = commandBehind(events, this.threads)
    if (command?._tag === "Tick") return this.fires(at, events)
    if (command !== null)
      return this.follows(this.anchors.of(command, events), group, { command: this.forced(command) })
    const interactionId = interactionOf(events)
    const open = interactionId !== null && this.open.has(interactionId)
    const tenure = open ? this.anchors.tenureOf(interactionId) : undefined
    this.follows(tenure?.anchor ?? "instant", group, { events, open })
  }

  private follows(anchor: Anchor, { position, at }: Group, does: Deed["does"]): void {
    const deeds = this.deeds.get(anchor) ?? []
    deeds.push({ position, afterMs: at - (this.anchors.since(anchor) ?? 0), does })
    this.deeds.set(anchor, deeds)
  }

  /** Who signed out with something to do, did so by force. */
  private forced(command: CentreCommand): CentreCommand {
    if (command._tag !== "SignOut") return command
    return { ...command, force: this.staff.worker(command.agentId).active > 0 }
  }

  private observes(at: Instant, event: CentreEvent): void {
    switch (event._tag) {
      case "TransferAccepted":
      case "InteractionFinished":
      case "InteractionTransferred":
        return this.isHandled(at, event.interactionId, true)
      case "InteractionReleased":
        return this.isHandled(at, event.interactionId, false)
      default:
    }
  }

  private isHandled(at: Instant, interactionId: InteractionId, ended: boolean): void {
    const tenure = this.anchors.tenureOf(interactionId)
    if (tenure?.active !== true) return
    const observed = { ms: at - tenure.since, ended }
    this.handled.set(tenure.anchor, observed)
    this.observations.handled(tenure.campaign, observed)
  }
}

/** The interaction of which the step is, by what it began with; who is new is met first. */
function interactionOf(events: ReadonlyArray<CentreEvent>): InteractionId | null {
  const head = events.find(({ _tag }) => _tag !== "ContactCreated")
  return head !== undefined && "interactionId" in head ? head.interactionId : null
}
