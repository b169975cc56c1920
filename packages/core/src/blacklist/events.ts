/** Addresses that are not written to any more: by one campaign, or by any. What clients write is taken all the same. */
import * as Schema from "effect/Schema"
import { CampaignName, KeyedHashes } from "../kernel/fields.ts"

export const BlockReason = Schema.Literals(["manual", "complaint", "unsubscribe", "hard-bounce"])
export type BlockReason = typeof BlockReason.Type

/** `campaign` null: every campaign's. */
export const AddressBlocked = Schema.TaggedStruct("AddressBlocked", {
  address: KeyedHashes,
  campaign: Schema.NullOr(CampaignName),
  reason: BlockReason
})
/** It may be written to again. */
export const AddressUnblocked = Schema.TaggedStruct("AddressUnblocked", {
  address: KeyedHashes,
  campaign: Schema.NullOr(CampaignName)
})

export const BlacklistEvent = Schema.Union([AddressBlocked, AddressUnblocked])
export type BlacklistEvent = typeof BlacklistEvent.Type
