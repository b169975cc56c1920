/** The people of a centre. What they prove themselves with is elsewhere, in a store of its own. */
import * as Schema from "effect/Schema"
import { Label, Role, UserId } from "../kernel/fields.ts"

export const Roles = Schema.Array(Role).check(Schema.isBetweenLength(1, 2))

const profile = {
  userId: UserId,
  displayName: Label,
  roles: Roles,
  /** A permission of a supervisor. */
  administrator: Schema.Boolean
}

export const UserCreated = Schema.TaggedStruct("UserCreated", profile)
export const UserChanged = Schema.TaggedStruct("UserChanged", profile)

export const UserEvent = Schema.Union([UserCreated, UserChanged])
export type UserEvent = typeof UserEvent.Type
