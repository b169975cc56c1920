/** The people of a centre, for administrators. */
import { Fields, User, type Centre } from "@parley/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { HttpApiBuilder, HttpApiEndpoint, HttpApiGroup, HttpApiSchema } from "effect/http-api"
import { base } from "../api-base.ts"
import { accept, done, execute } from "../commands.ts"
import { Config } from "../config.ts"
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN } from "../limits.ts"
import { Access, Principal } from "../principal.ts"
import { orProblem, rejectionProblem } from "../problems/from-core.ts"
import { Problems } from "../problems/respond.ts"
import { answeredPage, badCursor, reading } from "../reads.ts"
import {
  answered,
  CommandAnswer,
  CreatedAnswer,
  pageOf,
  pageQuery,
  positioned,
  postHeaders,
  readQuery
} from "../schemas.ts"
import { storeFirstPassword, storePassword } from "../sessions/passwords.ts"
import { endSessionsOf } from "../sessions/session-store.ts"

const [create, change] = User.UserCommand.members
const { _tag: _create, ...createFields } = create.fields
const { _tag: _change, userId: _userId, ...changeFields } = change.fields

const Password = Schema.String.check(Schema.isBetweenLength(PASSWORD_LENGTH_MIN, PASSWORD_LENGTH_MAX))

export const UserRecord = Schema.Struct({
  userId: Fields.UserId,
  displayName: Schema.String,
  roles: Schema.Array(Fields.Role),
  administrator: Schema.Boolean,
  disabled: Schema.Boolean,
  permissions: User.Permissions,
  screenMonitoring: Schema.Boolean
})

const params = { userId: Fields.UserId }

export const usersGroup = HttpApiGroup.make("users")
  .add(
    HttpApiEndpoint.get("list", "/users", { query: pageQuery, success: pageOf(UserRecord) }),
    HttpApiEndpoint.post("create", "/users", {
      headers: postHeaders,
      payload: Schema.Struct({ ...createFields, password: Password }),
      success: CreatedAnswer
    }),
    HttpApiEndpoint.get("get", "/users/:userId", { params, query: readQuery, success: positioned(UserRecord) }),
    HttpApiEndpoint.patch("change", "/users/:userId", {
      params,
      payload: Schema.Struct(changeFields),
      success: CommandAnswer
    }),
    HttpApiEndpoint.put("setPassword", "/users/:userId/password", {
      params,
      payload: Schema.Struct({ password: Password }),
      success: HttpApiSchema.NoContent
    })
  )
  .prefix("/v1")
  .middleware(Access)
  .middleware(Problems)

const unknown = (userId: Fields.UserId) => Effect.fail(rejectionProblem({ _tag: "UserUnknown", userId }))

const accountOf = (userId: string, password: string) =>
  Effect.map(Principal, ({ handle }) => ({ centre: handle.name, user: userId, password }))

export const usersHandlers = HttpApiBuilder.group(base.add(usersGroup), "users", (handlers) =>
  handlers.handleAll({
    list: Effect.fnUntraced(function* ({ query }) {
      const { views, state, position } = yield* reading(query)
      const page = views.users(state, query)
      return page === undefined ? yield* badCursor : answeredPage(page, position)
    }),
    create: Effect.fnUntraced(function* ({ payload: { password, ...user } }) {
      const { limits } = yield* Config
      const command: Centre.CommandOf<"CreateUser"> = { _tag: "CreateUser", ...user }
      const accepted = yield* accept(command)
      // Again, should the first attempt have ended between the two: a password that is there stays.
      yield* orProblem(storeFirstPassword(yield* accountOf(user.userId, password), limits.passwordCost))
      return done(accepted)
    }),
    get: Effect.fnUntraced(function* ({ params, query }) {
      const { views, state, position } = yield* reading(query)
      const user = views.user(state, params.userId)
      return user === undefined ? yield* unknown(params.userId) : answered(user, { position })
    }),
    change: ({ params, payload }) => execute({ _tag: "ChangeUser", ...params, ...payload }),
    setPassword: Effect.fnUntraced(function* ({ params: { userId }, payload: { password } }) {
      const { limits } = yield* Config
      const { views, state, handle } = yield* reading({})
      if (views.user(state, userId) === undefined) return yield* unknown(userId)
      yield* orProblem(storePassword(yield* accountOf(userId, password), limits.passwordCost))
      yield* orProblem(endSessionsOf(handle.name, userId, null))
    })
  })
)
