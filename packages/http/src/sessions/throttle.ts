/** The throttle of sign-ins: counted before the password is looked at, so that guesses made at once count too. */
import { createHash } from "node:crypto"
import { fromUtf8, PrivateRows, utf8, type StoreFailure } from "@parley/core/engine"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { Limits } from "../limits.ts"
import { tooManySignIns } from "../problems/kinds.ts"
import { problem, type Problem } from "../problems/problem.ts"

export const FAILED_SIGN_INS = "failed-sign-ins"

const Tally = Schema.Struct({ count: Schema.Int, until: Schema.Int })
type Tally = typeof Tally.Type
const decode = Schema.decodeUnknownOption(Schema.fromJsonString(Tally))

export interface Attempt {
  readonly centre: string
  readonly user: string
  readonly address: string
}

interface Counter {
  readonly key: string
  readonly max: number
}

const countersOf = ({ user, address }: Attempt, limits: Limits): ReadonlyArray<Counter> => [
  { key: keyOf("user", user), max: limits.failedSignInsPerUserMax },
  { key: keyOf("address", address), max: limits.failedSignInsPerAddressMax }
]

/** Names of users and addresses are not written down as they are. */
const keyOf = (kind: string, value: string): string => `${kind}-${createHash("sha256").update(value).digest("hex")}`

const tallyAt = Effect.fnUntraced(function* (centre: string, key: string) {
  const row = yield* (yield* PrivateRows).get(centre, FAILED_SIGN_INS, key)
  return row === null ? undefined : Option.getOrUndefined(decode(fromUtf8(row)))
})

const putTally = Effect.fnUntraced(function* (centre: string, key: string, tally: Tally) {
  yield* (yield* PrivateRows).put(centre, FAILED_SIGN_INS, key, utf8(JSON.stringify(tally)), tally.until)
})

/** Counts an attempt as failed until it is known to be right; refused when there were too many. One at a time. */
export const countAttempt = Effect.fnUntraced(function* (
  attempt: Attempt,
  limits: Limits
): Effect.fn.Return<void, StoreFailure | Problem, PrivateRows> {
  const now = yield* Clock.currentTimeMillis
  const counted: Array<{ readonly key: string; readonly tally: Tally }> = []
  for (const { key, max } of countersOf(attempt, limits)) {
    const { count, until } = (yield* tallyAt(attempt.centre, key)) ?? {
      count: 0,
      until: now + limits.failedSignInsWindowMs
    }
    if (count >= max)
      return yield* Effect.fail(
        problem(tooManySignIns, { retryAfterSeconds: Math.max(1, Math.ceil((until - now) / 1_000)) })
      )
    counted.push({ key, tally: { count: count + 1, until } })
  }
  for (const { key, tally } of counted) yield* putTally(attempt.centre, key, tally)
})

/** The password was right: the user's failures are forgotten, the address gets this one back. One at a time. */
export const forgiveAttempt = Effect.fnUntraced(function* (
  attempt: Attempt
): Effect.fn.Return<void, StoreFailure, PrivateRows> {
  const rows = yield* PrivateRows
  yield* rows.delete(attempt.centre, FAILED_SIGN_INS, keyOf("user", attempt.user))
  const key = keyOf("address", attempt.address)
  const tally = yield* tallyAt(attempt.centre, key)
  if (tally !== undefined) yield* putTally(attempt.centre, key, { ...tally, count: Math.max(0, tally.count - 1) })
})
