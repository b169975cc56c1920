/** Whether live work is let into a campaign, and why not. */
import { at as numbered, hasRoom } from "../routing/index.ts"
import type { Campaign } from "../campaign/index.ts"
import type { CentreRejection } from "./commands.ts"
import type { Context } from "./context.ts"

/** Work that was let in elsewhere: room is not asked for. */
export function shutTo({ name, kind, enabled, open }: Campaign): CentreRejection | null {
  if (kind !== "live") return null
  if (!enabled) return { _tag: "CampaignIsDisabled", campaign: name }
  return open ? null : { _tag: "CampaignIsClosed", campaign: name }
}

export function doorOf(context: Context, campaign: Campaign): CentreRejection | null {
  const { name, kind, settings, number } = campaign
  const shut = shutTo(campaign)
  if (shut !== null || kind !== "live" || hasRoom(campaign, numbered(context.index.campaigns, number))) return shut
  return { _tag: "QueueIsFull", campaign: name, limit: settings.queueMax }
}
