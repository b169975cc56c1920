/** Starting from a snapshot: the newest that can be read; what cannot is passed over with a warning. */
import * as Effect from "effect/Effect"
import { STATE_VERSION, type Centre, type Fold } from "../../centre/index.ts"
import { PersistedUnreadable } from "../../kernel/persisted.ts"
import type { StoreFailure } from "../failures.ts"
import type { EventStore, Head as LogHead, SnapshotHead, Snapshots } from "../ports.ts"
import { readFilter } from "../row-filter-pieces.ts"
import type { RowFilter } from "../row-filter.ts"
import { digestOf, headOf, sectionHash, SNAPSHOT_FORMAT, type Head } from "./format.ts"

/** Parts that are asked for at once. */
const PARTS_PAGE = 32

export interface SnapshotSource {
  readonly name: string
  readonly centre: Centre
  readonly store: EventStore["Service"]
  readonly snapshots: Snapshots["Service"]
}

/** Where a fold may begin. */
export interface Start {
  /** Takes the events after `position`. */
  readonly fold: Fold
  readonly position: number
  /** The parts of the snapshot; 0: there was none. */
  readonly parts: number
  /** Which rows there may be as of the position; null where that was not asked for. */
  readonly rows: RowFilter | null
}

/** Why a snapshot is not used. */
class Unusable extends Error {
  override readonly name = "Unusable"
}

/**
 * The newest snapshot not beyond a position of the log; null when there is none that can be read. O(state), or nothing
 * where there is none.
 */
export const newestStart = Effect.fnUntraced(function* (
  source: SnapshotSource,
  { upTo, withRows }: { readonly upTo: LogHead; readonly withRows: boolean }
): Effect.fn.Return<Start | null, StoreFailure> {
  const { name, snapshots } = source
  const heads = yield* Effect.catchTag(snapshots.heads(name), "StoreRefused", (failure) =>
    Effect.as(passedOver(name, null, failure.reason), [])
  )
  for (const head of heads) {
    // Of a past state only what came before it is of use.
    if (head.position > upTo.position && !withRows) continue
    const start = yield* Effect.result(startAt(source, head, upTo, withRows))
    if (start._tag === "Success") return start.success
    const { failure } = start
    if (!(failure instanceof Unusable) && failure._tag === "StoreUnavailable") return yield* Effect.fail(failure)
    yield* passedOver(name, head.position, failure instanceof Unusable ? failure.message : failure.reason)
  }
  return null
})

const passedOver = (centre: string, position: number | null, reason: string) =>
  Effect.logWarning("a snapshot is not used", { centre, position, failure: reason })

const startAt = Effect.fnUntraced(function* (
  source: SnapshotSource,
  { position, epoch, head: text }: SnapshotHead,
  upTo: LogHead,
  withRows: boolean
): Effect.fn.Return<Start, StoreFailure | Unusable> {
  const head = headOf(text)
  const fault = head === null ? "its head cannot be read" : headFault(head, { ...upTo, centre: source.name })
  if (head === null || fault !== null) return yield* Effect.fail(new Unusable(fault ?? ""))
  if (head.position !== position || head.epoch !== epoch)
    return yield* Effect.fail(new Unusable("its head is of another"))
  const [last] = yield* source.store.read(source.name, { after: position - 1, limit: 1 })
  if (last?.at !== head.at || last.commandId !== head.commandId)
    return yield* Effect.fail(new Unusable("the log tells another history"))
  const resuming = source.centre.resume()
  yield* readSection(source, head, "state", resuming.add)
  const filter = readFilter()
  if (withRows) yield* readSection(source, head, "rows", filter.add)
  return yield* Effect.try({
    try: () => ({
      fold: resuming.fold(),
      position,
      parts: head.state.parts + head.rows.parts,
      rows: withRows ? filter.done() : null
    }),
    catch: unreadable
  })
})

/** What the codec says is in its own words; another error might quote what was read. */
const unreadable = (cause: unknown): Unusable =>
  new Unusable(cause instanceof PersistedUnreadable ? cause.message : "it cannot be read")

function headFault(head: Head, log: LogHead & { readonly centre: string }): string | null {
  const { format, stateVersion, centre, position, epoch } = head
  if (format !== SNAPSHOT_FORMAT) return `it is of format ${format}, where ${SNAPSHOT_FORMAT} is known`
  if (stateVersion !== STATE_VERSION) return `its state is of version ${stateVersion}, where ${STATE_VERSION} is known`
  if (centre !== log.centre) return `it is of the centre ${centre}`
  if (position > log.position) return `it is beyond the head of the log, ${log.position}`
  return epoch > log.epoch ? `it is of an epoch to come, ${epoch}` : null
}

/** Reads a section part by part and holds it to its hash. What is read may be wrong until this has ended. */
const readSection = Effect.fnUntraced(function* (
  { name, snapshots }: SnapshotSource,
  head: Head,
  section: "state" | "rows",
  add: (part: string) => void
): Effect.fn.Return<void, StoreFailure | Unusable> {
  const { parts: count, hash } = head[section]
  const start = section === "state" ? 0 : head.state.parts
  const digests: Array<string> = []
  while (digests.length < count) {
    const limit = Math.min(PARTS_PAGE, count - digests.length)
    const page = yield* snapshots.parts(name, head, { from: start + digests.length, limit })
    if (page.length < limit) return yield* Effect.fail(new Unusable("parts of it are missing"))
    for (const part of page) {
      digests.push(yield* Effect.promise(() => digestOf(part)))
      yield* Effect.try({ try: () => add(part), catch: unreadable })
    }
  }
  const found = yield* Effect.promise(() => sectionHash(section, head, digests))
  if (found !== hash) return yield* Effect.fail(new Unusable(`its ${section} section was altered`))
})
