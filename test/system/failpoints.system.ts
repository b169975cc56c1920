/**
 * A process that tells the story of durability is killed at each failpoint, on PGlite and on Postgres; another goes on with
 * it. What comes of it is held to the story without failure: nothing acknowledged is lost, nothing is applied twice, no
 * position is missing, and an effect of which nobody knows is said to be ambiguous.
 */
import { join } from "node:path"
import { Effect } from "effect"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { verifyLog } from "@parley/postgres"
import { CENTRE } from "../../packages/testkit/src/durability/desk.ts"
import { failpointOf, failpoints, SIDES } from "../../packages/testkit/src/durability/failpoints.ts"
import { tellStory } from "../../packages/testkit/src/durability/house.ts"
import { fileJournal } from "../../packages/testkit/src/durability/journal.ts"
import { inMemory, untroubled, untroubledOutcome } from "../../packages/testkit/src/durability/trouble.ts"
import { differences, judge, type Outcome } from "../../packages/testkit/src/durability/verdict.ts"
import { bundled, ended, type Child } from "./durability/child.ts"
import { onPlace, pglitePlaces, postgresPlaces, settingOf, type Places } from "./durability/places.ts"

/** What is come to so often, and is of such weight, that it is killed at more than once. */
const OFTEN = ["eventStore.append", "outside.acknowledge", "outside.tell", "outside.deliver"]

/** Where the effect on the world has begun, and its answer is not recorded: nobody knows what became of it. */
const IN_DOUBT = SIDES.map((side) => failpointOf({ port: "outside", method: "deliver" }, side))

const kills = failpoints.flatMap(({ name }) => {
  const isOften = OFTEN.some((often) => name.startsWith(often))
  return [...(isOften ? [[name, "first"] as const] : []), [name, "middle"] as const]
})

/** Stories told at a time: a core for each. */
const AT_ONCE = 2
const inTurn = turns(AT_ONCE)

/** Lets so many through at a time. */
function turns(max: number) {
  let [under, waiting]: [number, Array<() => void>] = [0, []]
  return {
    run: async (act: () => Promise<void>): Promise<void> => {
      if (under >= max) await new Promise<void>((resolve) => waiting.push(resolve))
      else under += 1
      try {
        await act()
      } finally {
        const next = waiting.shift()
        if (next === undefined) under -= 1
        else next()
      }
    }
  }
}

let child: Child
let expected: Outcome
/** How often the story comes to each failpoint. */
const times = new Map<string, number>()

beforeAll(async () => {
  child = await bundled(join(import.meta.dirname, "durability", "tell-until-killed.ts"))
  expected = await Effect.runPromise(untroubledOutcome)
  await Effect.runPromise(
    inMemory((setting) =>
      tellStory({
        ...setting,
        around: (call, effect) => {
          if (call.writes)
            for (const side of SIDES) {
              const name = failpointOf(call, side)
              times.set(name, (times.get(name) ?? 0) + 1)
            }
          return untroubled(call, effect)
        }
      })
    )
  )
})

const survives = async (places: Places, failpoint: string, nth: number): Promise<void> => {
  const place = await places.fresh()
  const { driver, at, journalFile } = place
  expect(await ended(child.start(driver, at, journalFile, failpoint, String(nth)))).toBe("SIGKILL")
  expect(fileJournal(place.journalFile).lines()).toContainEqual({ _tag: "Killed", failpoint })
  const { outcome, faults, verified } = await Effect.runPromise(
    onPlace(place, (stores) =>
      Effect.gen(function* () {
        const setting = settingOf(stores, place.journalFile)
        yield* tellStory({ ...setting, around: untroubled })
        const judged = yield* judge(setting)
        return { ...judged, verified: yield* verifyLog(CENTRE) }
      })
    )
  )
  expect([...faults, ...differences(expected, outcome)]).toEqual([])
  expect(verified.position).toBeGreaterThan(0)
  const ambiguous = [...outcome.effects.values()].filter((state) => state === "ambiguous").length
  if (IN_DOUBT.includes(failpoint)) expect(ambiguous).toBeGreaterThan(0)
}

afterAll(() => child.end())

describe.each([
  ["PGlite", pglitePlaces],
  ["Postgres", postgresPlaces]
])("on %s", (_, make) => {
  let places: Places
  beforeAll(async () => {
    places = await make()
  })
  afterAll(() => places.end())

  test.concurrent.each(kills)("a process killed at %s, the %s time: nothing is lost, nothing repeated", (name, which) =>
    inTurn.run(() => survives(places, name, which === "first" ? 1 : Math.ceil((times.get(name) ?? 0) / 2)))
  )
})
