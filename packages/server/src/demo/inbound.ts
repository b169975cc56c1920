/** A customer's message as the public inbound path of a channel takes it: content first, then the command. */
import { Fields } from "@parley/core"
import {
  putBody,
  type CentreHandle,
  type ContentTooLarge,
  type SendFailure,
  type SendResult,
  type StoreFailure,
  type VaultService
} from "@parley/core/engine"
import * as Effect from "effect/Effect"
import { DEMO_CHANNEL } from "./plan.ts"

export interface Inbound {
  readonly interactionId: string
  readonly campaign: string
  readonly from: { readonly address: string; readonly name: string }
  readonly subject: string | null
  readonly text: string
  /** The open interaction that it goes on with. */
  readonly conversation: string | null
}

/** What an address of the demonstration's channel is looked up by: the same as the API's. */
export const addressHashes = (handle: CentreHandle, vault: VaultService, address: string) =>
  vault.hashes(handle.name, "address", `${DEMO_CHANNEL.name}\n${address}`)

export const receive = Effect.fnUntraced(function* (
  handle: CentreHandle,
  vault: VaultService,
  { interactionId, campaign, from, subject, text, conversation }: Inbound
): Effect.fn.Return<SendResult, SendFailure | StoreFailure | ContentTooLarge> {
  const hashes = yield* addressHashes(handle, vault, from.address)
  const body = yield* putBody(vault, handle.name, {
    from,
    to: [],
    cc: [],
    subject,
    text,
    html: null,
    reference: null,
    references: [],
    sentAt: null,
    attachments: []
  })
  return yield* handle.send(
    {
      _tag: "ReceiveMessage",
      interactionId: Fields.InteractionId.make(interactionId),
      campaign: Fields.CampaignName.make(campaign),
      from: hashes,
      contents: { body, raw: null, attachments: [] },
      ...(conversation === null ? {} : { conversation: Fields.InteractionId.make(conversation) })
    },
    { lane: "adapters", actor: "channel" }
  )
})
