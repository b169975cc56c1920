/** What the vault is made of, and the few things all of it does. */
import * as Effect from "effect/Effect"
import { ContentUnreadable } from "../failures.ts"
import type { MasterKey, MasterKeys } from "./keys.ts"
import type { ContentRows, PrivateRows } from "./ports.ts"
import type { Random } from "./seal.ts"

export interface Parts {
  readonly masters: MasterKeys
  /** The master key under which the store began: first keys of purposes come from it. */
  readonly origin: MasterKey
  readonly random: Random
  readonly contents: ContentRows["Service"]
  readonly privateRows: PrivateRows["Service"]
  /** Bytes of one item, at most. */
  readonly bytesMax: number
}

export const attempt = <A>(contentId: string, act: () => Promise<A>): Effect.Effect<A, ContentUnreadable> =>
  Effect.tryPromise({ try: act, catch: (error) => new ContentUnreadable({ contentId, reason: String(error) }) })
