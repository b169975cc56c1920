import * as Schema from "effect/Schema"
import { CampaignName, KeyedHashes } from "../kernel/fields.ts"
import { BlockReason } from "./events.ts"

/** Left out or null: for every campaign. */
const scope = { address: KeyedHashes, campaign: Schema.optionalKey(Schema.NullOr(CampaignName)) }

export const BlockAddress = Schema.TaggedStruct("BlockAddress", { ...scope, reason: Schema.optionalKey(BlockReason) })
export const UnblockAddress = Schema.TaggedStruct("UnblockAddress", scope)

export const BlacklistCommand = Schema.Union([BlockAddress, UnblockAddress])
export type BlacklistCommand = typeof BlacklistCommand.Type
