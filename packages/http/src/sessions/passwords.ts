/** Passwords, hashed by scrypt with a salt of their own and the parameters beside it. Source: RFC 7914. */
import { randomBytes, scrypt, timingSafeEqual } from "node:crypto"
import { fromUtf8, PrivateRows, utf8, type StoreFailure } from "@parley/core/engine"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { PasswordCost } from "../limits.ts"

/** The rows that hold passwords, by user. */
export const PASSWORD = "password"

const SALT_BYTES = 16
const HASH_BYTES = 32
/** What OpenSSL needs besides the blocks that RFC 7914 counts. */
const SLACK_BYTES = 65_536

const StoredPassword = Schema.fromJsonString(
  Schema.Struct({
    scheme: Schema.Literal("scrypt"),
    iterations: Schema.Int,
    blockSize: Schema.Int,
    parallel: Schema.Int,
    salt: Schema.String,
    hash: Schema.String
  })
)
type StoredPassword = typeof StoredPassword.Type

const decode = Schema.decodeUnknownOption(StoredPassword)

const derive = (password: string, salt: Uint8Array, { iterations, blockSize, parallel }: PasswordCost) =>
  Effect.callback<Buffer>((resume) => {
    const maxmem = 128 * blockSize * (iterations + parallel + 2) + SLACK_BYTES
    // One form of a password that can be typed in several. Source: RFC 8265, 4.2.1.
    scrypt(
      password.normalize("NFC"),
      salt,
      HASH_BYTES,
      { N: iterations, r: blockSize, p: parallel, maxmem },
      (error, key) => resume(error === null ? Effect.succeed(key) : Effect.die(error))
    )
  })

const hashOf = Effect.fnUntraced(function* (password: string, cost: PasswordCost) {
  const salt = randomBytes(SALT_BYTES)
  const hash = yield* derive(password, salt, cost)
  const stored: StoredPassword = {
    scheme: "scrypt",
    ...cost,
    salt: salt.toString("base64"),
    hash: hash.toString("base64")
  }
  return utf8(JSON.stringify(stored))
})

export interface PasswordOf {
  readonly centre: string
  readonly user: string
  readonly password: string
}

/** Gives a user this password, in place of any other. */
export const storePassword = Effect.fnUntraced(function* (
  { centre, user, password }: PasswordOf,
  cost: PasswordCost
): Effect.fn.Return<void, StoreFailure, PrivateRows> {
  const rows = yield* PrivateRows
  yield* rows.put(centre, PASSWORD, user, yield* hashOf(password, cost), null)
})

/** Gives a user who has no password this one; who has one keeps it. */
export const storeFirstPassword = Effect.fnUntraced(function* (
  { centre, user, password }: PasswordOf,
  cost: PasswordCost
): Effect.fn.Return<void, StoreFailure, PrivateRows> {
  const rows = yield* PrivateRows
  yield* rows.putIfAbsent(centre, PASSWORD, user, yield* hashOf(password, cost))
})

const NOBODY = { salt: Buffer.alloc(SALT_BYTES), hash: Buffer.alloc(HASH_BYTES) }

/** Whether the password is right. An unknown user costs the same work as a wrong password. */
export const isRightPassword = Effect.fnUntraced(function* (
  { centre, user, password }: PasswordOf,
  cost: PasswordCost
): Effect.fn.Return<boolean, StoreFailure, PrivateRows> {
  const rows = yield* PrivateRows
  const row = yield* rows.get(centre, PASSWORD, user)
  const stored = row === null ? undefined : Option.getOrUndefined(decode(fromUtf8(row)))
  const salt = stored === undefined ? NOBODY.salt : Buffer.from(stored.salt, "base64")
  const expected = stored === undefined ? NOBODY.hash : Buffer.from(stored.hash, "base64")
  const given = yield* derive(password, salt, stored ?? cost)
  return given.length === expected.length && timingSafeEqual(given, expected) && stored !== undefined
})
