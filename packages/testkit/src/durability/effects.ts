/** Effects on the world, as the log tells them and as the world has received them. */
import type { Centre } from "@parley/core"
import type { Journal } from "./journal.ts"

/** How far an effect has come. `ambiguous`: it was submitted, and nobody knows what became of it. */
export type EffectState = "planned" | "claimed" | "submitted" | "sent" | "failed" | "ambiguous"

type Log = ReadonlyArray<Centre.RecordedEvent>

/** By message id, and by list and row. */
export function effectsIn(log: Log): ReadonlyMap<string, EffectState> {
  const states = new Map<string, EffectState>()
  for (const { event } of log) for (const [key, state] of toldBy(event)) states.set(key, state)
  return states
}

function toldBy(event: Centre.CentreEvent): ReadonlyArray<readonly [key: string, state: EffectState]> {
  switch (event._tag) {
    case "MessagePlanned":
    case "MessageReturned":
      return [[event.messageId, "planned"]]
    case "MessageClaimed":
      return [[event.messageId, "claimed"]]
    case "MessageSubmitted":
      return [[event.messageId, "submitted"]]
    case "MessageSent":
      return [[event.messageId, "sent"]]
    case "MessageFailed":
      return [[event.messageId, "failed"]]
    case "MessageAmbiguous":
      return [[event.messageId, "ambiguous"]]
    case "RecordsImported":
    case "RecordsReturned":
      return event.records.map(({ row }) => [`${event.listId}/${row}`, "planned"])
    case "RecordsClaimed":
      return event.records.map(({ row }) => [`${event.listId}/${row}`, "claimed"])
    case "RecordsSubmitted":
      return event.rows.map((row) => [`${event.listId}/${row}`, "submitted"])
    case "RecordsResolved":
      return event.records.map(({ record, outcome }) => [`${event.listId}/${record.row}`, outcome])
    default:
      return []
  }
}

/**
 * Each was received once at most; what is said to be sent was received; what was received is not said to be anything but
 * sent or ambiguous; and ambiguous is only what was submitted when an owner of the centre went.
 */
export function effectFaults(log: Log, journal: Journal): ReadonlyArray<string> {
  const faults: Array<string> = []
  const received = new Map<string, number>()
  for (const line of journal.lines())
    if (line._tag === "Delivered") received.set(line.key, (received.get(line.key) ?? 0) + 1)
  const states = effectsIn(log)
  const inDoubt = leftSubmitted(log)
  for (const key of received.keys()) if (!states.has(key)) faults.push(`${key} was sent, and nobody planned it`)
  for (const [key, state] of states) {
    const times = received.get(key) ?? 0
    if (times > 1) faults.push(`${key} was sent ${times} times`)
    if (state === "sent" && times === 0) faults.push(`${key} is said to be sent, and was not`)
    if (state === "ambiguous" && !inDoubt.has(key)) faults.push(`${key} is ambiguous, and was never in doubt`)
    if (state !== "sent" && state !== "ambiguous") faults.push(`${key} is left ${state}: nobody hears of it`)
  }
  return faults
}

/** Those that were submitted, and neither sent nor failed, when the centre changed hands. */
function leftSubmitted(log: Log): ReadonlySet<string> {
  const states = new Map<string, EffectState>()
  const left = new Set<string>()
  for (const { event } of log) {
    if (event._tag === "OwnershipTaken") for (const [key, state] of states) if (state === "submitted") left.add(key)
    for (const [key, state] of toldBy(event)) states.set(key, state)
  }
  return left
}
