/** A counterexample on the board: its commands are sent at the pace at which they were, in a centre of its own in memory. */
import { readFileSync } from "node:fs"
import type { Centre, Routing } from "@parley/core"
import { loopbackChannel, type CentreHandle, type Channel, type SendFailure } from "@parley/core/engine"
import type { Fixture } from "@parley/testkit"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"

export class FixtureUnusable extends Data.TaggedError("FixtureUnusable")<{
  readonly file: string
  readonly reason: string
}> {}

export interface Replay {
  readonly fixture: Fixture
  readonly definition: Centre.CentreDefinition
  readonly channels: ReadonlyMap<string, Channel>
}

/** The centre in which it is played. */
export const REPLAY_CENTRE = "fixture"
/** Who sends its commands, in the log. */
const ACTOR = "fixture"
/** How long the board is empty before it begins. */
const CURTAIN_MS = 3_000
/** What the engine does by itself. */
const NOT_SENT: ReadonlySet<string> = new Set(["CreateCentre", "TakeOwnership", "Tick"])

/** What a fixture needs: its channels, and the strategies that are given with it. */
export const readReplay = (
  file: string,
  strategies: Partial<Routing.Strategies>
): Effect.Effect<Replay, FixtureUnusable> =>
  Effect.tryPromise({
    try: async () => {
      // Only who replays a fixture needs the laws.
      const { checkStrategies, historyDefinition, readFixture } = await import("@parley/testkit")
      const fixture = readFixture(readFileSync(file, "utf8"))
      checkStrategies(fixture, { strategies })
      const definition = historyDefinition(strategies, fixture.channels)
      const channels = definition.channels.map((channel) => [channel.name, loopbackChannel(channel)] as const)
      return { fixture, definition, channels: new Map(channels) }
    },
    catch: (error) => new FixtureUnusable({ file, reason: error instanceof Error ? error.message : String(error) })
  })

/** Plays it once; the centre then stays as it is. What is refused is told, and the next is sent. */
export const runReplay = Effect.fnUntraced(function* (
  handle: CentreHandle,
  { fixture }: Replay,
  say: (line: string) => void
): Effect.fn.Return<void, SendFailure> {
  const { law, complaint, script } = fixture
  say(`[${law}] was broken: ${complaint}`)
  yield* Effect.sleep(CURTAIN_MS)
  let last = script[0]?.at ?? 0
  for (const { at, command } of script) {
    if (at > last) yield* Effect.sleep(at - last)
    last = Math.max(last, at)
    if (NOT_SENT.has(command._tag)) continue
    const sent = yield* handle.send(command, { actor: ACTOR })
    say(`${command._tag}${sent.ok ? "" : ` refused: ${sent.rejection._tag}`}`)
  }
  say("the fixture is played; the centre stays as it is")
})
