import { fromUtf8, memoryPrivateRows, PrivateRows } from "@parley/core/engine"
import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { defaultLimits } from "../limits.ts"
import { isRightPassword, PASSWORD, storeFirstPassword, storePassword } from "./passwords.ts"
import { beginSession, findSession, listSessions, readToken } from "./session-store.ts"
import { Fields } from "@parley/core"

const cost = { iterations: 4, blockSize: 1, parallel: 1 }
const of = (user: string, password: string) => ({ centre: "main", user, password })
const stored = (user: string) =>
  Effect.flatMap(PrivateRows, (rows) =>
    Effect.map(rows.get("main", PASSWORD, user), (row) => (row === null ? "" : fromUtf8(row)))
  )

it.effect("[D15.2a] a password is kept as a scrypt hash under a salt of its own, with its parameters", () =>
  Effect.gen(function* () {
    yield* storePassword(of("ann", "correct horse"), cost)
    yield* storePassword(of("bob", "correct horse"), cost)
    const [ann, bob] = [JSON.parse(yield* stored("ann")), JSON.parse(yield* stored("bob"))]
    expect(ann).toMatchObject({ scheme: "scrypt", iterations: 4, blockSize: 1, parallel: 1 })
    expect(ann.salt).not.toBe(bob.salt)
    expect(ann.hash).not.toBe(bob.hash)
    expect(JSON.stringify(ann)).not.toContain("horse")
    expect(yield* isRightPassword(of("ann", "correct horse"), cost)).toBe(true)
    expect(yield* isRightPassword(of("ann", "correct horsf"), cost)).toBe(false)
    expect(yield* isRightPassword(of("nobody", "correct horse"), cost)).toBe(false)
  }).pipe(Effect.provide(memoryPrivateRows))
)

it.effect("a password is right however it was typed, and after its cost was raised", () =>
  Effect.gen(function* () {
    yield* storePassword(of("ann", "p\u00e4ssword"), cost)
    expect(yield* isRightPassword(of("ann", "pa\u0308ssword"), { ...cost, iterations: 8 })).toBe(true)
    yield* storeFirstPassword(of("ann", "another one"), cost)
    expect(yield* isRightPassword(of("ann", "another one"), cost)).toBe(false)
  }).pipe(Effect.provide(memoryPrivateRows))
)

it.effect("the cost that is used takes 16 MiB, and can be paid", () =>
  Effect.gen(function* () {
    const { iterations, blockSize } = defaultLimits.passwordCost
    expect(128 * iterations * blockSize).toBe(16 * 1_048_576)
    yield* storePassword(of("ann", "correct horse"), defaultLimits.passwordCost)
    expect(yield* isRightPassword(of("ann", "correct horse"), cost)).toBe(true)
  }).pipe(Effect.provide(memoryPrivateRows))
)

it.effect("a session is found by its token, which is written down nowhere", () =>
  Effect.gen(function* () {
    const grant = { userId: Fields.UserId.make("ann"), role: "agent", language: "en" } as const
    const { token, session } = yield* beginSession("main", grant, 60_000)
    const at = readToken(token)
    expect(at).toMatchObject({ centre: "main", key: expect.stringMatching(/^[0-9a-f]{64}$/) })
    expect(at === null ? null : yield* findSession(at)).toEqual(session)
    const rows = JSON.stringify(yield* listSessions("main"))
    expect(rows).not.toContain(token.slice("main.".length))
    for (const none of ["", "main", "main.", `${token}x`, `MAIN.${token.slice(5)}`]) expect(readToken(none)).toBeNull()
  }).pipe(Effect.provide(memoryPrivateRows))
)
