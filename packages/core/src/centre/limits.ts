/** How much one centre may hold of what is never forgotten, and whether a command would go above it. */
import { vectorLength } from "../kernel/vector.ts"
import { CAMPAIGNS_MAX, DIALERS_MAX, LISTS_MAX, SOURCES_MAX, USERS_MAX, watermarkOf } from "../tenant/index.ts"
import type { CentreCommand, CentreRejection } from "./commands.ts"
import type { Facts } from "./state.ts"

export function aboveLimit(
  { users, campaigns, tenant, dialers }: Facts,
  command: CentreCommand
): CentreRejection | null {
  switch (command._tag) {
    case "CreateUser":
      return users.size < USERS_MAX ? null : { _tag: "CentreIsFull", of: "users", limit: USERS_MAX }
    case "CreateCampaign":
      return vectorLength(campaigns) < CAMPAIGNS_MAX
        ? null
        : { _tag: "CentreIsFull", of: "campaigns", limit: CAMPAIGNS_MAX }
    case "CreateDialer":
      return dialers.dialers.size < DIALERS_MAX ? null : { _tag: "CentreIsFull", of: "dialers", limit: DIALERS_MAX }
    case "CreateList":
      return dialers.lists.size < LISTS_MAX ? null : { _tag: "CentreIsFull", of: "lists", limit: LISTS_MAX }
    case "ReceiveMessage":
    case "SkipMessage":
    case "QuarantineMessage":
    case "ResetSource": {
      const source = command._tag === "ResetSource" ? command.source : command.place?.source
      const fits =
        source === undefined || tenant.watermarks.size < SOURCES_MAX || watermarkOf(tenant, source) !== undefined
      return fits ? null : { _tag: "CentreIsFull", of: "sources", limit: SOURCES_MAX }
    }
    default:
      return null
  }
}
