/** RFC 9457 problems: the one form of every error. */
import * as Schema from "effect/Schema"
import { HttpApiSchema } from "effect/http-api"

/** The statuses that errors are answered with. */
export const STATUSES = [400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503] as const
export type Status = (typeof STATUSES)[number]

/** What a problem's `type` begins with; its `code` follows. */
export const PROBLEM_TYPE = "urn:parley:problem:"
export const PROBLEM_MEDIA_TYPE = "application/problem+json"

/** One field that is at fault. */
export const FieldError = Schema.Struct({
  /** A JSON pointer into the body, or `#/query/…`, `#/path/…`, `#/headers/…`. */
  pointer: Schema.String,
  detail: Schema.String
})
export type FieldError = typeof FieldError.Type

const members = {
  type: Schema.String,
  title: Schema.String,
  /** The type's last part: what programs switch on. */
  code: Schema.String,
  detail: Schema.optionalKey(Schema.String),
  /** The path that was asked for. */
  instance: Schema.optionalKey(Schema.String),
  errors: Schema.optionalKey(Schema.Array(FieldError)),
  retryAfterSeconds: Schema.optionalKey(Schema.Int)
}

/** Names that no fact beside the standard members may bear. */
export const RESERVED = [...Object.keys(members), "status"]

const ofStatus = <const S extends Status>(status: S) =>
  Schema.StructWithRest(Schema.Struct({ ...members, status: Schema.Literal(status) }), [
    Schema.Record(Schema.String, Schema.Unknown)
  ])
    .annotate({ identifier: `Problem${status}`, description: "RFC 9457" })
    .pipe(HttpApiSchema.status(status), HttpApiSchema.asJson({ contentType: PROBLEM_MEDIA_TYPE }))

/** One schema a status, so that the documentation says which statuses there are. */
export const problemSchemas = [
  ofStatus(400),
  ofStatus(401),
  ofStatus(403),
  ofStatus(404),
  ofStatus(405),
  ofStatus(409),
  ofStatus(413),
  ofStatus(415),
  ofStatus(422),
  ofStatus(429),
  ofStatus(500),
  ofStatus(503)
] as const

export type Problem = (typeof problemSchemas)[number]["Type"]

/** What a kind of problem is called and answered with. */
export interface Kind {
  readonly status: Status
  readonly code: string
  readonly title: string
}

export interface Details {
  readonly detail?: string
  readonly errors?: ReadonlyArray<FieldError>
  readonly retryAfterSeconds?: number
  /** What explains it, beside the standard members. */
  readonly facts?: Readonly<Record<string, Schema.Json>>
}

/** A problem of a kind. Facts may not bear the standard members' names: those win. */
export function problem(kind: Kind, { facts = {}, ...details }: Details = {}): Problem {
  return { ...facts, ...details, type: `${PROBLEM_TYPE}${kind.code}`, ...kind }
}

/** Whether a failure is a problem already. */
export const isProblem = (value: unknown): value is Problem =>
  typeof value === "object" &&
  value !== null &&
  "type" in value &&
  typeof value.type === "string" &&
  value.type.startsWith(PROBLEM_TYPE)
