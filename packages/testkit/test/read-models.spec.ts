/** The read models of the core, held on generated histories to what they promise; and that broken ones are found out. */
import { Centre, Stats } from "@parley/core"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { checkReadModel, history, historyDefinition, play, SEED_DEFAULT } from "../src/index.ts"

const HISTORIES = 60
const seed = Number(process.env["PARLEY_SEED"] ?? SEED_DEFAULT)

const logs = fc
  .sample(history({ actsMax: 150 }), { seed, numRuns: HISTORIES })
  .map((one) => play(Centre.make(historyDefinition()), one).log)

const models: ReadonlyArray<Stats.ReadModel<unknown>> = [
  Stats.conversations,
  Stats.contacts,
  Stats.intervals,
  Stats.intervalsBy({ serviceLevelSeconds: 5, shortAbandonSeconds: 5 })
]

describe.each(models.map((model) => [model.name, model] as const))("the read model %s", (_, model) => {
  test("asks for all it needs, survives JSON, and stands in its lists once", () => {
    for (const log of logs) checkReadModel(model, log)
  })
})

type Conversations = typeof Stats.conversations

const broken = (change: Partial<Conversations>) => () => {
  for (const log of logs) checkReadModel({ ...Stats.conversations, ...change }, log)
}

describe("a read model is found out", () => {
  test("that does not ask for what it changes", () => {
    expect(broken({ needs: () => [] })).toThrow(/with all documents something else/)
  })

  test("whose documents do not come back from JSON", () => {
    const forgetful: Conversations["decode"] = (json) => {
      const one = Stats.conversations.decode(json)
      return one?._tag === "Conversation" ? { ...one, legs: [] } : one
    }
    expect(broken({ decode: forgetful })).toThrow(/does not come back from JSON/)
  })

  test("whose documents stand at one number of a list", () => {
    expect(broken({ places: () => [{ list: "", sort: 1 }] })).toThrow(/stand at 1 of the list ""/)
  })

  test("that writes what stands in a list without having asked for it", () => {
    const blind: Partial<Conversations> = {
      needs: () => [],
      evolve: (_, recorded) =>
        recorded.event._tag === "InteractionQueued"
          ? Stats.conversations.evolve(() => undefined, {
              ...recorded,
              event: { ...recorded.event, _tag: "InteractionArrived", linkedTo: null } as never
            })
          : Stats.conversations.evolve(() => undefined, recorded)
    }
    expect(broken(blind)).toThrow(/without having been asked for, and stands in a list/)
  })
})
