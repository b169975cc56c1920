/** Generated histories: small pools of ids, so that what happens meets what happened; deadlines met to the millisecond. */
import fc from "fast-check"
import { acts, type ActKind } from "./histories/acts.ts"
import { profiles } from "./histories/profiles.ts"
import type { History, Move, Start, Wait } from "./histories/history.ts"

/** Weighted towards little: most deadlines of these histories are one to three seconds away. */
const WAITS: ReadonlyArray<Wait> = [
  0,
  0,
  0,
  0,
  0,
  0,
  1,
  250,
  500,
  1_000,
  1_000,
  2_000,
  "due",
  "due",
  "due",
  "just-before"
]
/** One in so many acts comes after the writer slept; one in so many commands is sent again. */
const ASLEEP_ONE_IN = 40
const AGAIN_ONE_IN = 16

const kinds = Object.keys(acts).filter((kind): kind is ActKind => kind in acts)
const small = fc.nat(15)

/** How many times as often as usual a kind of act is tried. */
export type Boost = (kind: ActKind) => number

const asUsual: Boost = () => 1

const kindOf = (boost: Boost): fc.Arbitrary<ActKind> =>
  fc.oneof(...kinds.map((one) => ({ weight: Math.round(acts[one].weight * boost(one)), arbitrary: fc.constant(one) })))

const wait: fc.Arbitrary<Wait> = fc.oneof(
  { weight: ASLEEP_ONE_IN - 1, arbitrary: fc.constantFrom(...WAITS) },
  { weight: 1, arbitrary: fc.constant<Wait>("asleep") }
)

const again = fc.nat(AGAIN_ONE_IN - 1).map((n) => n === AGAIN_ONE_IN - 1)

/** One act: of what kind, about whom and how, after how long. */
export const moveOf = (boost: Boost): fc.Arbitrary<Move> =>
  fc.record({ kind: kindOf(boost), a: small, b: small, c: small, wait, again })

export const move = moveOf(asUsual)

/** Two to four campaigns, each of another kind, four agents of whom two to four are members of each. */
export const start = (profileCount: number = profiles.length): fc.Arbitrary<Start> =>
  fc.record({
    night: fc.nat(9).map((n) => n === 0),
    seed: fc.nat(1_000),
    campaigns: fc.uniqueArray(fc.record({ profile: fc.nat(profileCount - 1), variant: fc.nat(11) }), {
      minLength: Math.min(2, profileCount),
      maxLength: Math.min(4, profileCount),
      selector: ({ profile }) => profile
    }),
    members: fc.array(fc.constantFrom(3, 7, 11, 14, 15, 15), { minLength: 4, maxLength: 4 }),
    requeueAfterDisconnectSeconds: fc.constantFrom(0, 1, 2, 600)
  })

export interface HistorySize {
  /** Acts tried, at most; somewhat fewer become commands. */
  readonly actsMax?: number
  readonly profileCount?: number
  readonly boost?: Boost
}

export const history = ({
  actsMax = 190,
  profileCount = profiles.length,
  boost
}: HistorySize = {}): fc.Arbitrary<History> =>
  fc.record({
    start: start(profileCount),
    moves: fc.array(boost === undefined ? move : moveOf(boost), {
      minLength: Math.floor(actsMax / 2),
      maxLength: actsMax,
      size: "max"
    })
  })
