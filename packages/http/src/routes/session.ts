/** Signing in and out. */
import { Fields } from "@parley/core"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { HttpEffect, HttpServerRequest, HttpServerResponse } from "effect/http"
import { HttpApiBuilder, HttpApiEndpoint, HttpApiGroup, HttpApiSchema } from "effect/http-api"
import { base } from "../api-base.ts"
import { Config } from "../config.ts"
import { PASSWORD_LENGTH_MAX } from "../limits.ts"
import { Presence } from "../presence.ts"
import { Access, COOKIE, Principal } from "../principal.ts"
import { orProblem, rejectionProblem } from "../problems/from-core.ts"
import { linkUnknown } from "../problems/kinds.ts"
import { problem } from "../problems/problem.ts"
import { Problems } from "../problems/respond.ts"
import { answered, positioned, postHeaders } from "../schemas.ts"
import { followLink, signIn, type SignedIn } from "../sessions/sign-in.ts"
import { endSession } from "../sessions/session-store.ts"

const Language = Schema.String.check(
  Schema.isPattern(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, { expected: "a language tag" }),
  Schema.isMaxLength(35)
)
const LANGUAGE_DEFAULT = "en"

const SignInBody = Schema.Struct({
  user: Schema.String.check(Schema.isMaxLength(Fields.ID_MAX)),
  password: Schema.String.check(Schema.isMaxLength(PASSWORD_LENGTH_MAX)),
  /** Left out: the answer names the roles there are. */
  role: Schema.optionalKey(Fields.Role),
  centre: Schema.optionalKey(Schema.String.check(Schema.isMaxLength(63))),
  language: Schema.optionalKey(Language)
})

export const SessionRecord = Schema.Struct({
  centre: Schema.String,
  userId: Fields.UserId,
  displayName: Schema.String,
  role: Fields.Role,
  roles: Schema.Array(Fields.Role),
  administrator: Schema.Boolean,
  language: Schema.String,
  expiresAt: Fields.Instant
})

const NewSession = Schema.Struct({
  ...SessionRecord.fields,
  /** For `Authorization: Bearer …`; told this once. Browsers have it in a cookie that scripts cannot read. */
  token: Schema.String
}).pipe(HttpApiSchema.status(201))

export const sessionGroup = HttpApiGroup.make("session")
  .add(
    // A key is accepted and changes nothing: an answer with a token in it is kept nowhere, to be given again.
    HttpApiEndpoint.post("signIn", "/session", {
      headers: postHeaders,
      payload: SignInBody,
      success: positioned(NewSession)
    }),
    HttpApiEndpoint.get("followLink", "/session/link/:token", {
      params: { token: Schema.String },
      success: HttpApiSchema.Empty(303)
    }),
    HttpApiEndpoint.get("current", "/session", { success: positioned(SessionRecord) }).middleware(Access),
    HttpApiEndpoint.delete("signOut", "/session", {
      query: { force: Schema.optionalKey(Schema.Literals(["true", "false"])) },
      success: HttpApiSchema.NoContent
    }).middleware(Access)
  )
  .prefix("/v1")
  .middleware(Problems)

const preferredLanguage = ({ headers }: HttpServerRequest.HttpServerRequest): string => {
  const first = headers["accept-language"]?.split(/[,;]/)[0]?.trim()
  return first !== undefined && Schema.is(Language)(first) ? first : LANGUAGE_DEFAULT
}

const recordOf = ({ session, handle }: Pick<SignedIn, "session" | "handle">) =>
  Effect.map(handle.state, ({ position, state }) => {
    const user = handle.centre.views.user(state, session.userId)
    return {
      position,
      record: {
        centre: handle.name,
        userId: session.userId,
        displayName: user?.displayName ?? session.userId,
        role: session.role,
        roles: user?.roles ?? [],
        administrator: user?.administrator ?? false,
        language: session.language ?? LANGUAGE_DEFAULT,
        expiresAt: session.expiresAt
      }
    }
  })

const cookieOptions = { httpOnly: true, sameSite: "strict", path: "/" } as const

/** The cookie is set on the response, whatever it will be. */
const setCookie = (token: string) =>
  Effect.flatMap(Config, ({ secureCookie, limits }) =>
    HttpEffect.appendPreResponseHandler((_, response) =>
      Effect.orDie(
        HttpServerResponse.setCookie(response, COOKIE, token, {
          ...cookieOptions,
          secure: secureCookie,
          maxAge: token === "" ? 0 : limits.sessionLifetimeMs
        })
      )
    )
  )

const signOut = Effect.fnUntraced(function* (force: boolean) {
  const { session, token, handle } = yield* Principal
  if (session.role === "agent") {
    const { userId: agentId, sessionId } = session
    const result = yield* orProblem(handle.send({ _tag: "SignOut", agentId, sessionId, force }, { actor: agentId }))
    if (!result.ok) return yield* Effect.fail(rejectionProblem(result.rejection))
    yield* (yield* Presence).ended(session)
  }
  yield* orProblem(endSession(token))
  yield* setCookie("")
})

export const sessionHandlers = HttpApiBuilder.group(base.add(sessionGroup), "session", (handlers) =>
  handlers.handleAll({
    signIn: Effect.fnUntraced(function* ({ payload, request }) {
      const address = Option.getOrElse(request.remoteAddress, () => "")
      const language = payload.language ?? preferredLanguage(request)
      const signedIn = yield* signIn({ ...payload, language, address })
      yield* setCookie(signedIn.token)
      const { position, record } = yield* recordOf(signedIn)
      return answered({ ...record, token: signedIn.token }, { position })
    }),
    followLink: Effect.fnUntraced(function* ({ params, request }) {
      // A look at the link must not use it up.
      if (request.method !== "GET") return yield* Effect.fail(problem(linkUnknown))
      const { token } = yield* followLink(params.token)
      yield* setCookie(token)
      return HttpServerResponse.redirect("/", { status: 303 })
    }),
    current: Effect.fnUntraced(function* () {
      const { position, record } = yield* recordOf(yield* Principal)
      return answered(record, { position })
    }),
    signOut: ({ query }) => signOut(query.force === "true")
  })
)
