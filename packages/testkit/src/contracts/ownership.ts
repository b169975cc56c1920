/** What every store must do so that one process at a time opens a centre. */
import { deepEqual, equal } from "node:assert/strict"
import { Ownership } from "@parley/core/engine"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { type ContractCase, freshCentre } from "./contract-case.ts"

type Case = ContractCase<Ownership>

const oneAtATime: Case = {
  title: "a centre that is claimed is taken for all others until it is let go, and no other is",
  check: Effect.gen(function* () {
    const [{ claim }, centre, other] = [yield* Ownership, freshCentre(), freshCentre()]
    const scope = yield* Scope.make()
    yield* Scope.provide(claim(centre), scope)
    const refused = yield* Effect.flip(Effect.scoped(claim(centre)))
    deepEqual([refused._tag, "centre" in refused && refused.centre], ["CentreTaken", centre])
    yield* Effect.scoped(claim(other))
    yield* Scope.close(scope, Exit.void)
    yield* Effect.scoped(claim(centre))
    yield* Effect.scoped(claim(centre))
  })
}

const racing: Case = {
  title: "of many who claim a centre at once one gets it",
  check: Effect.gen(function* () {
    const [{ claim }, centre] = [yield* Ownership, freshCentre()]
    const claims = yield* Effect.scoped(
      Effect.all(
        Array.from({ length: 20 }, () => Effect.result(claim(centre))),
        { concurrency: "unbounded" }
      )
    )
    equal(claims.filter(({ _tag }) => _tag === "Success").length, 1)
  })
}

/** The cases share the stores and have a centre each. */
export const ownershipContract: ReadonlyArray<Case> = [oneAtATime, racing]
