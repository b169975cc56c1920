/** Batches as a writer makes them, of small real events. */
import { type Centre, Fields } from "@parley/core"
import type { Batch, Head, RecordedCommand } from "@parley/core/engine"
import * as Schema from "effect/Schema"

export const contactId = Schema.decodeSync(Fields.ContactId)
export const interactionId = Schema.decodeSync(Fields.InteractionId)
export const campaignName = Schema.decodeSync(Fields.CampaignName)
export const keyedHash = Schema.decodeSync(Fields.KeyedHash)
export const userId = Schema.decodeSync(Fields.UserId)

export const START: Head = { position: 0, epoch: 0 }

/** The instant of the event at a position. */
export const instantOf = (position: number): number => 1_790_000_000_000 + position

/** A small event that tells `n`. */
export const counted = (n: number): Centre.CentreEvent => ({
  _tag: "CentreChanged",
  requireVoiceMembership: false,
  requeueAfterDisconnectSeconds: n
})

/** An event that writes one row: of key `hash`. */
export const contactCreated = (contact: string, hash: string): Centre.CentreEvent => ({
  _tag: "ContactCreated",
  contactId: contactId(contact),
  address: [keyedHash(hash)]
})

/** An event at a position, of a command of its own. */
export const recorded = (position: number, event: Centre.CentreEvent): Centre.RecordedEvent => ({
  position,
  at: instantOf(position),
  commandId: `command-${position}`,
  index: 0,
  last: true,
  version: 1,
  actor: position % 2 === 0 ? "maria" : null,
  correlationId: position % 3 === 0 ? "correlated" : null,
  causationId: position % 5 === 0 ? "caused" : null,
  event
})

/** The record of the command whose only event stands there. */
export const commandAt = (position: number): RecordedCommand => ({
  commandId: `command-${position}`,
  fingerprint: `print-${position}`,
  position,
  events: 1,
  answer: { position }
})

/** A command that wrote nothing, with the log at `position`. */
export const idleCommand = (commandId: string, position: number): RecordedCommand => ({
  commandId,
  fingerprint: "print",
  position,
  events: 0,
  answer: null
})

/** A batch with nothing in it. */
export const emptyBatch = (expected: Head): Batch => ({
  expected,
  epoch: expected.epoch,
  events: [],
  commands: [],
  rows: [],
  due: null
})

/** A batch of these events, with the rows they give, each from a command of its own that is recorded. */
export function batchOf(
  expected: Head,
  events: ReadonlyArray<Centre.CentreEvent>,
  rowsOf: (event: Centre.CentreEvent) => ReadonlyArray<Centre.RowChange> = () => []
): Batch {
  const placed = events.map((event, index) => recorded(expected.position + 1 + index, event))
  return {
    expected,
    epoch: expected.epoch,
    events: placed,
    commands: placed.map(({ position }) => commandAt(position)),
    rows: events.flatMap(rowsOf),
    due: null
  }
}

/** `count` small events after a head. */
export const countedBatch = (expected: Head, count: number): Batch =>
  batchOf(
    expected,
    Array.from({ length: count }, (_, index) => counted(expected.position + 1 + index))
  )

/** Where the log stands when a batch is written. */
export const headAfter = (batch: Batch): Head => ({
  position: batch.expected.position + batch.events.length,
  epoch: batch.epoch
})
