/** Secrets of a centre: short texts such as a mailbox's password, wrapped for the centre. */
import * as Effect from "effect/Effect"
import { SecretId } from "../../kernel/fields.ts"
import type { ContentUnreadable, StoreFailure } from "../failures.ts"
import { fromUtf8, hex, utf8 } from "./bytes.ts"
import { CENTRE, unwrapOfCentre, wrapForCentre } from "./holders.ts"
import type { Parts } from "./parts.ts"
import type { Place } from "./seal.ts"

export const SECRET = "secret"

const secretPlace = (centre: string, id: string): Place => ({ centre, id: `${SECRET}/${id}` })

export const putSecret = Effect.fnUntraced(function* (
  parts: Parts,
  centre: string,
  secret: string
): Effect.fn.Return<SecretId, StoreFailure> {
  const id = SecretId.make(`s${hex(parts.random(16))}`)
  const sealed = yield* wrapForCentre(parts, secretPlace(centre, id), CENTRE, utf8(secret))
  yield* parts.privateRows.put(centre, SECRET, id, sealed, null)
  return id
})

/** Null when there is none. */
export const getSecret = Effect.fnUntraced(function* (
  parts: Parts,
  centre: string,
  id: SecretId
): Effect.fn.Return<string | null, StoreFailure | ContentUnreadable> {
  const sealed = yield* parts.privateRows.get(centre, SECRET, id)
  return sealed === null ? null : fromUtf8(yield* unwrapOfCentre(parts, secretPlace(centre, id), CENTRE, sealed))
})
