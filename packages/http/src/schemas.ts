/** Shapes that several resources share. */
import { Centre, Fields } from "@parley/core"
import * as Schema from "effect/Schema"
import { HttpApiSchema } from "effect/http-api"
import { IDEMPOTENCY_KEY_MAX } from "./limits.ts"

/** Every answer says at which position it holds; a repeated POST also that it is one. */
const AnswerHeaders = {
  position: Schema.FiniteFromString,
  "idempotent-replayed": Schema.optionalKey(Schema.Literal("true"))
}

/** A body with the position at which it holds. */
export const positioned = <S extends Schema.Top>(body: S) => HttpApiSchema.WithHeaders(body, AnswerHeaders)

export interface AnswerOptions {
  readonly position: number
  readonly repeated?: boolean
}

export const answered = <A>(body: A, { position, repeated = false }: AnswerOptions) =>
  HttpApiSchema.withHeaders({
    body,
    headers: repeated ? { position, "idempotent-replayed": "true" as const } : { position }
  })

/** What a command did: the position of its last event, and what the centre answered. */
export const Done = Schema.Struct({
  position: Schema.Int,
  answer: Schema.NullOr(
    Schema.Record(Schema.String, Schema.Union([Schema.String, Schema.Finite, Schema.Boolean, Schema.Null]))
  )
})

/** A command's answer. */
export const CommandAnswer = positioned(Done)
/** The answer to one that made something. */
export const CreatedAnswer = positioned(Done.pipe(HttpApiSchema.status(201)))

const IdempotencyKey = Schema.String.check(
  Schema.isPattern(/^[\x21-\x7e]+$/, { expected: "printable ASCII without blanks" }),
  Schema.isMaxLength(IDEMPOTENCY_KEY_MAX)
)
/** Headers of every POST. */
export const postHeaders = { "idempotency-key": Schema.optionalKey(IdempotencyKey) }

/** A whole number in a query. */
export const WholeFromString = (maximum: number) =>
  Schema.FiniteFromString.check(Schema.isInt(), Schema.isBetween({ minimum: 0, maximum }))

const Position = WholeFromString(Number.MAX_SAFE_INTEGER)

/** Queries of every read. */
export const readQuery = { minPosition: Schema.optionalKey(Position) }

/** Queries of every list. */
export const pageQuery = {
  ...readQuery,
  limit: Schema.optionalKey(
    Schema.FiniteFromString.check(Schema.isInt(), Schema.isBetween({ minimum: 1, maximum: Centre.PAGE_MAX }))
  ),
  cursor: Schema.optionalKey(Schema.String.check(Schema.isMaxLength(512)))
}

export const AfterPosition = Position

/** A page of a list; `nextCursor` is null on the last. */
export const pageOf = <S extends Schema.Top>(item: S) =>
  positioned(Schema.Struct({ data: Schema.Array(item), nextCursor: Schema.NullOr(Schema.String) }))

export const Instant = Fields.Instant
export const Due = Schema.NullOr(Fields.Instant)
