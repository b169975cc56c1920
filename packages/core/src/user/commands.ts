import * as Schema from "effect/Schema"
import { Label, Role, UserId } from "../kernel/fields.ts"
import { Roles } from "./events.ts"

export const CreateUser = Schema.TaggedStruct("CreateUser", {
  userId: UserId,
  displayName: Label,
  roles: Roles,
  administrator: Schema.optionalKey(Schema.Boolean)
})

export const ChangeUser = Schema.TaggedStruct("ChangeUser", {
  userId: UserId,
  displayName: Schema.optionalKey(Label),
  roles: Schema.optionalKey(Roles),
  administrator: Schema.optionalKey(Schema.Boolean)
})

export const UserCommand = Schema.Union([CreateUser, ChangeUser])
export type UserCommand = typeof UserCommand.Type

export const UserExists = Schema.TaggedStruct("UserExists", { userId: UserId })
export const UserUnknown = Schema.TaggedStruct("UserUnknown", { userId: UserId })
export const RoleNotHeld = Schema.TaggedStruct("RoleNotHeld", { userId: UserId, role: Role, roles: Roles })
/** `administrator` is a permission of a supervisor; without that role it cannot be given. */
export const AdministratorNeedsSupervisor = Schema.TaggedStruct("AdministratorNeedsSupervisor", { userId: UserId })

export const UserRejection = Schema.Union([UserExists, UserUnknown, RoleNotHeld, AdministratorNeedsSupervisor])
export type UserRejection = typeof UserRejection.Type
