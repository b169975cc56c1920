/** The commands behind what comes in and what agents begin: with the threads by which it was found where it belongs. */
import type { CentreCommand, CentreDefinition, CentreEvent } from "../../centre/index.ts"
import { FieldName, type InteractionId, type KeyedHashes, type TransferId } from "../../kernel/fields.ts"

type EventOf<Tag extends CentreEvent["_tag"]> = Extract<CentreEvent, { readonly _tag: Tag }>
type Receive = Extract<CentreCommand, { readonly _tag: "ReceiveMessage" }>
type Fields = Extract<CentreCommand, { readonly _tag: "StartInteraction" }>["fields"]

/** By which references the messages of an interaction are known, and what a start must fill: heard from the log. */
export class Threads {
  private readonly references = new Map<InteractionId, Array<KeyedHashes>>()
  /** By campaign and hash, the interaction that was last known by it there. */
  private readonly latest = new Map<string, InteractionId>()
  private readonly transfers = new Map<InteractionId, TransferId>()
  private readonly channels: CentreDefinition["channels"]

  constructor(channels: CentreDefinition["channels"]) {
    this.channels = channels
  }

  hears(event: CentreEvent): void {
    switch (event._tag) {
      case "MessageReceived":
        this.known(event, event.through === null ? [event.campaign] : [event.campaign, event.through])
        return
      case "MessageSent":
        this.known(event, [event.campaign])
        return
      case "ExternalTransferStarted":
        this.transfers.set(event.interactionId, event.transferId)
        return
      case "InteractionClosed":
        this.transfers.delete(event.interactionId)
        return
      default:
    }
  }

  private known(
    { interactionId, reference }: Pick<EventOf<"MessageReceived">, "interactionId" | "reference">,
    desks: ReadonlyArray<string>
  ): void {
    if (reference === null) return
    const references = this.references.get(interactionId) ?? []
    references.push(reference)
    this.references.set(interactionId, references)
    for (const desk of desks) for (const hash of reference) this.latest.set(`${desk}/${hash}`, interactionId)
  }

  /** The latest on its way out of the centre. */
  transferOf(interactionId: InteractionId): TransferId | undefined {
    return this.transfers.get(interactionId)
  }

  /** One by which the interaction is still found from this campaign: the same reference may name a later one by now. */
  referenceOf(interactionId: InteractionId, campaign: string): ReadonlyArray<KeyedHashes> {
    const found = this.references
      .get(interactionId)
      ?.find((reference) => reference.some((hash) => this.latest.get(`${campaign}/${hash}`) === interactionId))
    return found === undefined ? [] : [found]
  }

  /** One field of each group that the channel asks for. */
  fieldsOf(channel: string): Exclude<Fields, undefined> {
    const { needs = [] } = this.channels.find(({ name }) => name === channel) ?? {}
    return needs.flatMap((group) => group.slice(0, 1).map((field) => FieldName.make(field)))
  }
}

const NOTHING: Receive["contents"] = { body: null, raw: null, attachments: [] }

export function arrivalOf(
  event: EventOf<"InteractionArrived" | "InteractionRefused">,
  events: ReadonlyArray<CentreEvent>,
  threads: Threads
): CentreCommand {
  const { interactionId, campaign } = event
  const receive = { _tag: "ReceiveMessage", interactionId, campaign } as const
  if (event._tag === "InteractionRefused")
    return { ...receive, contents: NOTHING, ...(event.place === null ? {} : { place: event.place }) }
  const queued = find(events, "InteractionQueued", interactionId)
  const { address, skills } = event
  return {
    ...receive,
    ...(address === null ? {} : { from: address }),
    ...(queued === undefined ? {} : { priority: queued.priority }),
    ...(skills.length === 0 ? {} : { skills }),
    ...saidIn(event, find(events, "MessageReceived", interactionId)),
    ...threadOf(event, events, threads)
  }
}

/** What was said with it. */
function saidIn({ address }: EventOf<"InteractionArrived">, message: EventOf<"MessageReceived"> | undefined) {
  if (message === undefined) return { contents: NOTHING }
  const { contents, participants, reference, fingerprint, subject, automatic, place } = message
  return {
    contents,
    participants: address === null ? participants : participants.slice(1),
    automatic,
    ...(reference === null ? {} : { reference }),
    ...(fingerprint === null ? {} : { fingerprint }),
    ...(subject === null ? {} : { subject }),
    ...(place === null ? {} : { place })
  }
}

/** The thread by which it goes on from another, or answers a dialer's message. */
function threadOf(
  { interactionId, linkedTo, campaign }: EventOf<"InteractionArrived">,
  events: ReadonlyArray<CentreEvent>,
  threads: Threads
): Partial<Pick<Receive, "conversation" | "replyToken" | "inReplyTo" | "references">> {
  const answered = find(events, "RecordAnswered", interactionId)
  if (linkedTo === null) return answered === undefined ? {} : { inReplyTo: [answered.reference] }
  const rule = find(events, "MessageReceived", interactionId)?.threadedBy ?? "conversation"
  switch (rule) {
    case "conversation":
      return { conversation: linkedTo }
    case "reply-token":
      return { replyToken: linkedTo }
    case "in-reply-to":
      return { inReplyTo: [...threads.referenceOf(linkedTo, campaign)] }
    case "references":
      return { references: [...threads.referenceOf(linkedTo, campaign)] }
    default:
      return {}
  }
}

type OfInteraction = "InteractionQueued" | "MessageReceived" | "RecordAnswered" | "MessagePlanned"

const find = <Tag extends OfInteraction>(
  events: ReadonlyArray<CentreEvent>,
  tag: Tag,
  interactionId: InteractionId
): EventOf<Tag> | undefined =>
  events.find(
    (event): event is EventOf<Tag> =>
      event._tag === tag && "interactionId" in event && event.interactionId === interactionId
  )

/** An agent contacts a client, mostly with a first message. */
export function startOf(
  event: EventOf<"InteractionStarted">,
  events: ReadonlyArray<CentreEvent>,
  threads: Threads
): CentreCommand {
  const { interactionId, agentId, campaign, channel, address } = event
  const planned = find(events, "MessagePlanned", interactionId)
  return {
    _tag: "StartInteraction",
    interactionId,
    agentId,
    campaign,
    fields: threads.fieldsOf(channel),
    ...(address === null ? {} : { to: address }),
    ...(planned === undefined
      ? {}
      : {
          contents: planned.contents,
          participants: address === null ? planned.participants : planned.participants.slice(1)
        })
  }
}
