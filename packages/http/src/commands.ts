/** Sending commands: idempotency keys, prepared commands, and what is answered. */
import { createHash, createHmac } from "node:crypto"
import { Centre } from "@parley/core"
import { fromUtf8, PrivateRows, utf8, Vault, type Accepted } from "@parley/core/engine"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { HttpServerRequest } from "effect/http"
import { Config } from "./config.ts"
import { orProblem, rejectionProblem } from "./problems/from-core.ts"
import { idempotencyConflict, idempotencyInFlight } from "./problems/kinds.ts"
import { problem, type Problem } from "./problems/problem.ts"
import { pathOf } from "./problems/respond.ts"
import { RETRY_AFTER_SECONDS } from "./problems/table.ts"
import { Principal } from "./principal.ts"
import { answered } from "./schemas.ts"
import { traceOf } from "./telemetry.ts"

export const IDEMPOTENCY = "idempotency"

type Request = HttpServerRequest.HttpServerRequest

/** The name of the request's command: its key, scoped to who asks and what for. Undefined without a key. */
function commandIdOf(request: Request, userId: string): string | undefined {
  const key = request.method === "POST" ? request.headers["idempotency-key"] : undefined
  if (key === undefined) return undefined
  const scoped = JSON.stringify([userId, request.method, pathOf(request), key])
  return `http:${createHash("sha256").update(scoped).digest("base64url")}`
}

/** Sends a command as the session's user. A repeat of an accepted one is told what it was told. */
export const accept = Effect.fnUntraced(function* (
  command: Centre.CentreCommand
): Effect.fn.Return<Accepted, Problem, Principal | Request> {
  const { handle, session } = yield* Principal
  const request = yield* HttpServerRequest.HttpServerRequest
  const commandId = commandIdOf(request, session.userId)
  const correlationId = yield* traceOf(request)
  const named = commandId === undefined ? {} : { commandId }
  const result = yield* orProblem(handle.send(command, { actor: session.userId, correlationId, ...named }))
  return result.ok ? result : yield* Effect.fail(rejectionProblem(result.rejection))
})

/** The same, answered. */
export const execute = (command: Centre.CentreCommand) => Effect.map(accept(command), done)

export const done = ({ position, answer, repeated }: Accepted) => answered({ position, answer }, { position, repeated })

/** What is kept of a prepared command: enough to send it again, nothing of what it was made from. */
const Prepared = Schema.fromJsonString(Schema.Struct({ request: Schema.String, command: Centre.CentreCommand }))
const decodePrepared = Schema.decodeUnknownOption(Prepared)
const encodePrepared = Schema.encodeEffect(Prepared)

/** Keys whose first request is at work in this process. */
export class InFlight extends Context.Service<InFlight, Set<string>>()("@parley/http/InFlight") {}
export const inFlightLayer: Layer.Layer<InFlight> = Layer.sync(InFlight, () => new Set<string>())

type Preparing = Principal | Request | PrivateRows | Vault | InFlight | Config

/**
 * Sends a command that something must be prepared for (content stored, a connection checked). With a key it is prepared
 * once: a repeat sends the command that was prepared, another body under the key is a conflict.
 */
export const executePrepared = <R>(body: unknown, prepare: Effect.Effect<Centre.CentreCommand, Problem, R>) =>
  Effect.gen(function* () {
    const { session } = yield* Principal
    const commandId = commandIdOf(yield* HttpServerRequest.HttpServerRequest, session.userId)
    if (commandId === undefined) return done(yield* accept(yield* prepare))
    const inFlight = yield* InFlight
    if (inFlight.has(commandId))
      return yield* Effect.fail(problem(idempotencyInFlight, { retryAfterSeconds: RETRY_AFTER_SECONDS }))
    inFlight.add(commandId)
    return yield* Effect.ensuring(
      once(commandId, body, prepare),
      Effect.sync(() => inFlight.delete(commandId))
    )
  })

const once = Effect.fnUntraced(function* <R>(
  commandId: string,
  body: unknown,
  prepare: Effect.Effect<Centre.CentreCommand, Problem, R>
): Effect.fn.Return<ReturnType<typeof done>, Problem, R | Preparing> {
  const { handle } = yield* Principal
  const rows = yield* PrivateRows
  const request = yield* fingerprintOf(handle.name, body)
  const row = yield* orProblem(rows.get(handle.name, IDEMPOTENCY, commandId))
  const known = row === null ? undefined : Option.getOrUndefined(decodePrepared(fromUtf8(row)))
  if (known !== undefined && known.request !== request) return yield* Effect.fail(problem(idempotencyConflict))
  const command = known?.command ?? (yield* prepare)
  if (known === undefined) {
    const { limits } = yield* Config
    const kept = yield* Effect.orDie(encodePrepared({ request, command }))
    const until = (yield* Clock.currentTimeMillis) + limits.idempotencyKeptMs
    yield* orProblem(rows.put(handle.name, IDEMPOTENCY, commandId, utf8(kept), until))
  }
  // A refused command is not remembered by the engine: its key is free again, and so is its body.
  return yield* Effect.tapError(Effect.map(accept(command), done), ({ status }) =>
    status < 500 ? orProblem(rows.delete(handle.name, IDEMPOTENCY, commandId)) : Effect.void
  )
})

/** Keyed, because a body may hold a secret. */
const fingerprintOf = (centre: string, body: unknown) =>
  Effect.map(orProblem(Effect.flatMap(Vault, (vault) => vault.tokenKey(centre))), (key) =>
    createHmac("sha256", key).update(JSON.stringify(body)).digest("base64url")
  )
