import * as Schema from "effect/Schema"
import { CampaignName, KeyedHashes } from "../kernel/fields.ts"
import { BlockReason } from "./events.ts"

/** Left out or null: for every campaign. */
const scope = { address: KeyedHashes, campaign: Schema.optionalKey(Schema.NullOr(CampaignName)) }

/** By one campaign, or (`campaign` left out or null) by all: dialers and started interactions write there no more. */
export const BlockAddress = Schema.TaggedStruct("BlockAddress", { ...scope, reason: Schema.optionalKey(BlockReason) })
/** Of the same campaign, or of all, as it was blocked. */
export const UnblockAddress = Schema.TaggedStruct("UnblockAddress", scope)

export const BlacklistCommand = Schema.Union([BlockAddress, UnblockAddress])
export type BlacklistCommand = typeof BlacklistCommand.Type
