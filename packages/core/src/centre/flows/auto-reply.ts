/** The campaign's own answer to who opens an interaction. */
import type { Campaign } from "../../campaign/index.ts"
import type { KeyedHashes } from "../../kernel/fields.ts"
import { templateFor } from "../../texts/index.ts"
import type { CommandOf } from "../commands.ts"
import { emit, type Context } from "../context.ts"
import { repliedKey } from "../rows.ts"
import { planMessage } from "./messages.ts"

/**
 * One to each interaction, at its arrival, and to each client no more than one in the campaign's pause. What a machine sent
 * is not answered by one, and nothing while the campaign is disabled. Source: RFC 3834, 2.
 */
export function autoReply(context: Context, campaign: Campaign, command: CommandOf<"ReceiveMessage">): void {
  const { autoReply: name, autoReplyPauseSeconds } = campaign.settings
  const { from: address, interactionId, automatic = false } = command
  if (name === null || address === undefined || automatic || !campaign.enabled) return
  const template = templateFor(context.draft.texts, campaign.name, name)
  if (template === undefined || isPaused(context, campaign, address)) return
  const contents = { body: template.content, raw: null, attachments: [] }
  const messageId = planMessage(context, {
    interactionId,
    author: "system",
    agentId: null,
    contents,
    participants: [address]
  })
  const until = context.at + autoReplyPauseSeconds * 1_000
  emit(context, {
    _tag: "ClientAutoReplied",
    messageId,
    interactionId,
    campaign: campaign.name,
    address,
    template: name,
    until
  })
}

const isPaused = ({ rows, at }: Context, { name }: Campaign, address: KeyedHashes): boolean =>
  address.some((hash) => {
    const row = rows.get(repliedKey(name, hash))
    return row?._tag === "Replied" && at < row.until
  })
