import type { Role, UserId } from "../kernel/fields.ts"
import type { UserEvent } from "./events.ts"

export interface User {
  readonly id: UserId
  readonly displayName: string
  readonly roles: ReadonlyArray<Role>
  readonly administrator: boolean
}

export const evolve = (event: UserEvent): User => ({
  id: event.userId,
  displayName: event.displayName,
  roles: event.roles,
  administrator: event.administrator
})
