/** Where sealed things lie: content, and small private values. Neither store sees a plaintext or a key. */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { StoreFailure } from "../failures.ts"

/** A sealed item: its bytes under its own key, and that key wrapped once for each holder. */
export interface SealedItem {
  readonly id: string
  /** Ciphertext in one of the formats of `content/`: all of it, or its head and first chunk. */
  readonly sealed: Uint8Array
  /** Holder → the item's key, wrapped. The holder is a contact's id, or "" for the centre while none is named. */
  readonly wraps: ReadonlyMap<string, Uint8Array>
}

/** An item with the wrap of one holder. */
export interface HeldItem {
  readonly id: string
  readonly wrapped: Uint8Array
}

/** A wrap that takes the place of another, if that one is still there. */
export interface WrapChange {
  readonly id: string
  readonly from: Uint8Array
  readonly to: Uint8Array
}

/** Where sealed content lies. It never sees a plaintext or a key. */
export class ContentRows extends Context.Service<
  ContentRows,
  {
    /** Writes an item with its wraps; chunks of its id that were put before are its own. The same id again is refused. */
    readonly put: (centre: string, item: SealedItem, at: number) => Effect.Effect<void, StoreFailure>
    /** Writes a further chunk (n ≥ 1) of an item that is put last of all; the same again is refused. */
    readonly putChunk: (
      centre: string,
      chunk: { readonly id: string; readonly n: number; readonly bytes: Uint8Array },
      at: number
    ) => Effect.Effect<void, StoreFailure>
    /** Drops the chunks of an id under which no item was put. */
    readonly abandon: (centre: string, id: string) => Effect.Effect<void, StoreFailure>
    readonly get: (centre: string, id: string) => Effect.Effect<SealedItem | null, StoreFailure>
    /** A further chunk of an item. */
    readonly chunk: (centre: string, id: string, n: number) => Effect.Effect<Uint8Array | null, StoreFailure>
    /** Replaces all wraps of an item, all or nothing; an absent item is left alone. */
    readonly rewrap: (
      centre: string,
      id: string,
      wraps: ReadonlyMap<string, Uint8Array>
    ) => Effect.Effect<void, StoreFailure>
    /** A holder's items after an id, by id ascending, at most `limit`. */
    readonly held: (
      centre: string,
      holder: string,
      page: { readonly after: string; readonly limit: number }
    ) => Effect.Effect<ReadonlyArray<HeldItem>, StoreFailure>
    /** Replaces wraps of a holder that are still as they were, and leaves alone what has changed or is gone. */
    readonly changeWraps: (
      centre: string,
      holder: string,
      changes: ReadonlyArray<WrapChange>
    ) => Effect.Effect<void, StoreFailure>
    /** Drops a holder's wraps, and every item that has none left. Returns the ids of those items. */
    readonly dropHolder: (centre: string, holder: string) => Effect.Effect<ReadonlyArray<string>, StoreFailure>
    /** Drops items, whoever holds them. Returns the number of those that were there. */
    readonly drop: (centre: string, ids: ReadonlyArray<string>) => Effect.Effect<number, StoreFailure>
    /**
     * Drops items written before `before` (ms) that only the centre holds, and chunks as old that no item came to have.
     * Returns the number of those items and of the ids of those chunks.
     */
    readonly sweep: (centre: string, before: number) => Effect.Effect<number, StoreFailure>
  }
>()("@parley/core/ContentRows") {}

/**
 * Small private things outside the log: sealed secrets, contacts' wrapped keys, password hashes, sessions, cursors.
 * A `kind` is a namespace; values are opaque bytes.
 */
export class PrivateRows extends Context.Service<
  PrivateRows,
  {
    readonly get: (centre: string, kind: string, key: string) => Effect.Effect<Uint8Array | null, StoreFailure>
    /** `expiresAt` (ms): from then on it is as if absent. */
    readonly put: (
      centre: string,
      kind: string,
      key: string,
      value: Uint8Array,
      expiresAt: number | null
    ) => Effect.Effect<void, StoreFailure>
    /** Writes only if absent (or expired). Returns whether it wrote. */
    readonly putIfAbsent: (
      centre: string,
      kind: string,
      key: string,
      value: Uint8Array
    ) => Effect.Effect<boolean, StoreFailure>
    /** Writes only if the value is still `from`; its expiry stays. Returns whether it wrote. */
    readonly replace: (
      centre: string,
      kind: string,
      key: string,
      change: { readonly from: Uint8Array; readonly to: Uint8Array }
    ) => Effect.Effect<boolean, StoreFailure>
    readonly delete: (centre: string, kind: string, key: string) => Effect.Effect<void, StoreFailure>
    /** Those of a kind after a key (default: all), by key ascending, at most `limit`. */
    readonly list: (
      centre: string,
      kind: string,
      limit: number,
      after?: string
    ) => Effect.Effect<ReadonlyArray<{ readonly key: string; readonly value: Uint8Array }>, StoreFailure>
  }
>()("@parley/core/PrivateRows") {}
