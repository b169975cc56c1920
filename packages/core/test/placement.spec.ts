import { describe, expect, it } from "vitest"
import { placedBy } from "../src/engine/content/placement.ts"
import { sampleEvents } from "./sample-events.ts"

const contentsIn = (value: unknown): ReadonlyArray<string> => {
  if (typeof value === "string") return /^content\d+$/.test(value) ? [value] : []
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(contentsIn) : []
}

/** Of records what was placed when they were imported. */
const PLACED_BEFORE = [
  "RecordsClaimed",
  "RecordsBlocked",
  "RecordsReturned",
  "RecordsResolved",
  "RecordsSettled",
  "RecordsRespooled",
  "RecordsMarked",
  "RecordsDropped"
]

describe("content that an event names", () => {
  it("[D5.8d] [D11.3b] is placed by that event, so that it is kept, and goes with whose it is", () => {
    const unplaced = sampleEvents.flatMap((event) => {
      const ids = placedBy(event)?.ids ?? []
      const missing = contentsIn(event).filter((id) => !ids.some((placed) => placed === id))
      return missing.length === 0 || PLACED_BEFORE.includes(event._tag) ? [] : [event._tag]
    })
    expect(unplaced).toEqual([])
  })

  it("[L13] [D11.3b] about a contact is theirs: messages, notes, names, the comment of an outcome, where a call went", () => {
    const theirs = sampleEvents.flatMap((event) => {
      const placed = placedBy(event)
      return placed !== null && placed.ids.length > 0 && placed.contacts.length > 0 ? [event._tag] : []
    })
    expect([...theirs].sort()).toEqual([
      "ContactAdded",
      "ContactNoteAdded",
      "DispositionFiled",
      "ExternalTransferStarted",
      "MessagePlanned",
      "MessageReceived"
    ])
  })
})
