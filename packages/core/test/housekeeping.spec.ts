import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import { expect, test } from "vitest"
import { COMMANDS_KEPT_MS, tidy, TIDY_EVERY_MS } from "../src/engine/housekeeping.ts"
import { Engine, engineLayer, EventStore, memoryStores, utf8, Vault, vaultLayer } from "../src/engine/index.ts"
import { UserId } from "../src/kernel/fields.ts"

const live = engineLayer({ channels: [] }).pipe(
  Layer.provideMerge(vaultLayer(new Uint8Array(32))),
  Layer.provideMerge(memoryStores),
  Layer.provideMerge(TestClock.layer())
)

test("a command id is remembered for seven days, content that no event names as long", () =>
  Effect.runPromise(
    Effect.gen(function* () {
      const acme = yield* (yield* Engine).open("acme")
      const store = yield* EventStore
      const vault = yield* Vault
      const ann = { _tag: "CreateUser", userId: UserId.make("ann"), displayName: "Ann", roles: ["agent"] } as const
      yield* acme.send(ann, { commandId: "c1" })
      const item = yield* vault.put("acme", { mediaType: "text/plain", bytes: utf8("never named") })
      yield* TestClock.adjust(COMMANDS_KEPT_MS - TIDY_EVERY_MS)
      expect((yield* store.commands("acme", ["c1"])).size).toBe(1)
      expect(yield* vault.get("acme", item)).not.toBeNull()
      yield* TestClock.adjust(2 * TIDY_EVERY_MS)
      yield* tidy("acme")
      expect((yield* store.commands("acme", ["c1"])).size).toBe(0)
      expect(yield* vault.get("acme", item)).toBeNull()
    }).pipe(Effect.scoped, Effect.provide(live))
  ))
