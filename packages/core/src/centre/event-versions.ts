/**
 * The versions of each type of event. A stored event is for ever: where what it says must change, a version is added here
 * that makes the new data of the old, and everything else sees the newest alone.
 */
import { FIRST_FORMAT } from "../tenant/index.ts"

/** Makes the data of the version before into data of this one. Pure; throws where that is no data of that version. */
export type Upcaster = (data: { readonly [field: string]: unknown }) => { readonly [field: string]: unknown }

export interface EventVersion {
  /** The format of the log from which on this version is written. */
  readonly format: number
  /** Null: it is the first version. */
  readonly upcast: Upcaster | null
}

/** By type, all its versions from the first. A type that is not here has one, of the first format. */
export interface EventVersions {
  readonly [type: string]: ReadonlyArray<EventVersion>
}

/** Empty as long as no type has a second version and none came later than the first format. */
export const EVENT_VERSIONS: EventVersions = {}

/** The newest version of a type: the one that is written. */
export const versionOf = (type: string, versions: EventVersions = EVENT_VERSIONS): number =>
  Object.hasOwn(versions, type) ? (versions[type]?.length ?? 1) : 1

/** The format that a log must be in for an event of this type to be written. */
export const formatNeeded = (type: string, versions: EventVersions = EVENT_VERSIONS): number =>
  Object.hasOwn(versions, type) ? (versions[type]?.at(-1)?.format ?? FIRST_FORMAT) : FIRST_FORMAT

/** Data of an older version as the newest has it. Throws where an upcaster does. O(versions between). */
export function upcast(
  { type, version, data }: { readonly type: string; readonly version: number; readonly data: unknown },
  versions: EventVersions = EVENT_VERSIONS
): unknown {
  const newer = Object.hasOwn(versions, type) ? (versions[type]?.slice(version) ?? []) : []
  return newer.reduce((before, { upcast: next }) => {
    if (next === null || typeof before !== "object" || before === null) throw new Error(`no data of ${type} ${version}`)
    return next(Object.fromEntries(Object.entries(before)))
  }, data)
}
