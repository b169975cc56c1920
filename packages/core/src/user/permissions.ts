/** What a supervisor may see and do. An administrator may do all of it. */
import * as Schema from "effect/Schema"
import { CampaignName } from "../kernel/fields.ts"

/** What of the desk is given one by one. Seeing needs none of them: it goes by campaign. */
export const Action = Schema.Literals([
  "spy",
  "monitor-screens",
  "pause-agents",
  "sign-out-agents",
  "end-calls",
  "agents",
  "members",
  "campaigns",
  "dialers",
  "texts",
  "contacts",
  "notices",
  "gamification"
])
export type Action = typeof Action.Type

/** Campaigns that are named to one supervisor, at most. */
export const CAMPAIGNS_NAMED_MAX = 5_000

/** All campaigns, those to come included, or these. */
export const CampaignScope = Schema.Union([
  Schema.Literal("all"),
  Schema.Array(CampaignName).check(Schema.isMaxLength(CAMPAIGNS_NAMED_MAX))
])
export type CampaignScope = typeof CampaignScope.Type

export const Permissions = Schema.Struct({
  sees: CampaignScope,
  /** Changing a campaign needs seeing it too. */
  changes: CampaignScope,
  actions: Schema.Array(Action).check(Schema.isMaxLength(Action.literals.length))
})
export type Permissions = typeof Permissions.Type

/** What a supervisor may who was given nothing in particular: everything but the administrator's. */
export const everything: Permissions = { sees: "all", changes: "all", actions: Action.literals }

export const reaches = (scope: CampaignScope, campaign: string): boolean =>
  scope === "all" || scope.some((name) => name === campaign)

const sorted = (scope: CampaignScope): CampaignScope => (scope === "all" ? scope : [...new Set(scope)].sort())

/** Each name once, in one order. */
export const orderly = ({ sees, changes, actions }: Permissions): Permissions => ({
  sees: sorted(sees),
  changes: sorted(changes),
  actions: Action.literals.filter((action) => actions.includes(action))
})
