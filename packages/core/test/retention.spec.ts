import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { TestClock } from "effect/testing"
import { expect, test } from "vitest"
import { CentreCommand } from "../src/centre/index.ts"
import { endOldContent } from "../src/engine/content/retention.ts"
import { sweepSecrets, UNNAMED_SECRETS_KEPT_MS } from "../src/engine/content/secret-sweep.ts"
import {
  Engine,
  engineLayer,
  fromUtf8,
  memoryStores,
  PrivateRows,
  utf8,
  Vault,
  vaultLayer
} from "../src/engine/index.ts"
import type { ContentId } from "../src/kernel/fields.ts"
import type { Plain } from "./story.ts"

const DAY_MS = 86_400_000
const live = engineLayer({ channels: [{ name: "mail", kind: "asynchronous", media: "text" }] }).pipe(
  Layer.provideMerge(vaultLayer(new Uint8Array(32))),
  Layer.provideMerge(memoryStores),
  Layer.provideMerge(TestClock.layer())
)
const decode = Schema.decodeUnknownSync(CentreCommand)

const desk: ReadonlyArray<Plain> = [
  { _tag: "CreateUser", userId: "ann", displayName: "Ann", roles: ["agent"] },
  { _tag: "SignIn", agentId: "ann", sessionId: "ann-session" },
  {
    _tag: "CreateCampaign",
    campaign: "sales",
    channel: "mail",
    settings: { wrapUpSeconds: 0, eligibility: "ringallmultiple" }
  },
  { _tag: "AddMembers", campaigns: ["sales"], agents: ["ann"] },
  { _tag: "DefineDisposition", dispositionId: "done", value: "done" }
]

const acme = Effect.gen(function* () {
  const [handle, vault] = [yield* (yield* Engine).open("acme"), yield* Vault]
  const send = Effect.fnUntraced(function* (command: Plain) {
    const sent = yield* handle.send(decode(command))
    expect(sent).toMatchObject({ ok: true })
    return sent
  })
  for (const command of desk) yield* send(command)
  const put = (text: string) => vault.put("acme", { mediaType: "text/plain", bytes: utf8(text) })
  const there = (...ids: ReadonlyArray<ContentId>) =>
    Effect.forEach(ids, (id) =>
      Effect.map(vault.get("acme", id), (item) => (item === null ? null : fromUtf8(item.bytes)))
    )
  /** A client's mail, whose conversation is Ann's from then on. */
  const mail = Effect.fnUntraced(function* (interactionId: string, conversation?: string) {
    const [body, file] = [yield* put(`${interactionId} body`), yield* put(`${interactionId} file`)]
    yield* send({
      _tag: "ReceiveMessage",
      interactionId,
      campaign: "sales",
      from: ["1:client0000000000000000"],
      contents: { body, raw: null, attachments: [file] },
      ...(conversation === undefined ? {} : { conversation })
    })
    if (conversation === undefined) yield* send({ _tag: "TakeInteraction", interactionId, agentId: "ann" })
    return [body, file] as const
  })
  const finish = Effect.fnUntraced(function* (interactionId: string) {
    const comment = yield* put(`${interactionId} comment`)
    yield* send({
      _tag: "FinishInteraction",
      interactionId,
      agentId: "ann",
      disposition: { path: ["done"], comment }
    })
    return comment
  })
  /** Whatever the hourly tidying has come to by then. */
  const after = (days: number) => Effect.andThen(TestClock.adjust(days * DAY_MS), endOldContent(handle))
  return { handle, vault, send, put, there, mail, finish, after }
})

test("content goes so many days after its conversation ended, what is not over keeps all, names and notes stay", () =>
  Effect.runPromise(
    Effect.gen(function* () {
      const { send, put, there, mail, finish, after } = yield* acme
      const [body, file] = yield* mail("i1")
      const name = yield* put("name")
      yield* send({ _tag: "ChangeContact", contactId: "i1.c", name })
      const answer = yield* put("i1 answer")
      yield* send({
        _tag: "SendMessage",
        interactionId: "i1",
        agentId: "ann",
        contents: { body: answer, raw: null, attachments: [] }
      })
      const long = yield* mail("i2")
      const comment = yield* finish("i1")
      const mine = [body, file, answer, comment] as const
      yield* after(40)
      expect(yield* there(...mine)).not.toContain(null)
      yield* send({ _tag: "ChangeCentre", contentDays: 41 })
      yield* after(0)
      // The conversation that goes on is written in once more.
      const later = yield* mail("i3", "i2")
      expect(yield* there(...mine)).not.toContain(null)
      yield* after(1.1)
      expect(yield* there(...mine)).toEqual([null, null, null, null])
      expect(yield* there(...long, ...later, name)).not.toContain(null)
      yield* after(500)
      expect(yield* there(...long, ...later)).not.toContain(null)
      const said = yield* finish("i2")
      yield* after(40.9)
      expect(yield* there(...long, ...later, said)).not.toContain(null)
      yield* after(0.2)
      expect(yield* there(...long, ...later, said)).toEqual([null, null, null, null, null])
      expect(yield* there(name)).toEqual(["name"])
      expect(yield* after(1)).toBe(0)
    }).pipe(Effect.scoped, Effect.provide(live))
  ))

test("a mail that was put aside goes as many days after it came, and the housekeeping sees to all of it", () =>
  Effect.runPromise(
    Effect.gen(function* () {
      const { send, put, there, mail, finish } = yield* acme
      yield* send({ _tag: "ChangeCentre", contentDays: 30 })
      const raw = yield* put("raw")
      const place = { source: "box", epoch: 1, sequence: 1 }
      yield* send({ _tag: "QuarantineMessage", campaign: "sales", place, raw, reason: "broken" })
      const old = yield* mail("i1")
      yield* finish("i1")
      yield* TestClock.adjust(29.9 * DAY_MS)
      expect(yield* there(raw, ...old)).not.toContain(null)
      yield* TestClock.adjust(DAY_MS)
      expect(yield* there(raw, ...old)).toEqual([null, null, null])
    }).pipe(Effect.scoped, Effect.provide(live))
  ))

test("content goes over many pages, and is gone through once", () =>
  Effect.runPromise(
    Effect.gen(function* () {
      const { send, put, there, after } = yield* acme
      yield* send({ _tag: "ChangeCentre", contentDays: 1 })
      const raws = yield* Effect.forEach(
        Array.from({ length: 1_200 }, (_, n) => n + 1),
        (n) =>
          Effect.gen(function* () {
            const raw = yield* put(`raw ${n}`)
            const place = { source: "box", epoch: 1, sequence: n }
            yield* send({ _tag: "QuarantineMessage", campaign: "sales", place, raw, reason: "broken" })
            return raw
          })
      )
      yield* after(1.01)
      expect(yield* there(...raws.slice(0, 3), ...raws.slice(-3))).toEqual([null, null, null, null, null, null])
      const kept = yield* (yield* PrivateRows).get("acme", "checkpoint", "content-retention")
      expect(Number(fromUtf8(kept ?? utf8("0")))).toBeGreaterThan(1_200)
      expect(yield* after(1)).toBe(0)
    }).pipe(Effect.scoped, Effect.provide(live))
  ))

test("[D8.1a] a secret that no campaign names goes after seven days: of a refused command, of settings before, of a removed campaign", () =>
  Effect.runPromise(
    Effect.gen(function* () {
      const { handle, vault, send } = yield* acme
      const secret = (text: string) => vault.putSecret("acme", text)
      const [first, second, orphan] = [yield* secret("first"), yield* secret("second"), yield* secret("orphan")]
      const have = Effect.forEach([first, second, orphan], (id) => vault.getSecret("acme", id))
      yield* send({ _tag: "ChangeCampaign", campaign: "sales", settings: { secret: first } })
      expect(yield* sweepSecrets(handle)).toBe(0)
      yield* TestClock.adjust(UNNAMED_SECRETS_KEPT_MS - 2 * 3_600_000)
      yield* send({ _tag: "ChangeCampaign", campaign: "sales", settings: { secret: second } })
      expect(yield* have).toEqual(["first", "second", "orphan"])
      yield* TestClock.adjust(3 * 3_600_000)
      expect(yield* have).toEqual(["first", "second", null])
      yield* TestClock.adjust(UNNAMED_SECRETS_KEPT_MS)
      expect(yield* have).toEqual([null, "second", null])
      yield* send({ _tag: "RemoveCampaign", campaign: "sales" })
      yield* TestClock.adjust(UNNAMED_SECRETS_KEPT_MS + 2 * 3_600_000)
      expect(yield* have).toEqual([null, null, null])
    }).pipe(Effect.scoped, Effect.provide(live))
  ))
