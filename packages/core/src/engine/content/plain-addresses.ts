/** Addresses in content, as far as it can still be opened: what hashes under a new key can be taken of. */
import * as Effect from "effect/Effect"
import type { CentreEvent, State } from "../../centre/index.ts"
import { hamtValues } from "../../kernel/hamt.ts"
import { vectorGet, vectorValues } from "../../kernel/vector.ts"
import type { ContentId } from "../../kernel/fields.ts"
import type { StoreFailure } from "../failures.ts"
import { getBody, type MessageBody } from "./body.ts"
import { fromUtf8 } from "./bytes.ts"
import type { VaultService } from "./vault.ts"

/** The normal forms that an address may have been hashed in; one that it was not is found by nothing. */
export type NormalForms = (address: string) => ReadonlyArray<string>

/** As it is, and in ASCII lower case. Source: RFC 5321, 2.4 (domains are of no case). */
export const plainForms: NormalForms = (address) => {
  const trimmed = address.trim()
  return [...new Set([trimmed, trimmed.replace(/[A-Z]/g, (letter) => letter.toLowerCase())])]
}

/** Channels by their campaigns, those that were removed included; all of them. */
export interface ChannelsOf {
  readonly of: ReadonlyMap<string, string>
  readonly all: ReadonlyArray<string>
}

export function channelsOf({ facts }: State): ChannelsOf {
  const of = new Map<string, string>()
  for (const { name, channel } of vectorValues(facts.campaigns)) of.set(name, channel)
  // A name may have been given again: who has it now comes last.
  for (const number of hamtValues(facts.campaignNumbers)) {
    const campaign = vectorGet(facts.campaigns, number)
    if (campaign !== undefined) of.set(campaign.name, campaign.channel)
  }
  return { of, all: [...new Set(of.values())] }
}

/** What hashes are taken of: `<channel>\n<address>`, of all addresses that an event's content names. */
export const addressesIn = Effect.fnUntraced(function* (
  { vault, centre }: { readonly vault: VaultService; readonly centre: string },
  { of, all }: ChannelsOf,
  event: CentreEvent
): Effect.fn.Return<ReadonlyArray<string>, StoreFailure> {
  switch (event._tag) {
    case "MessageReceived":
    case "MessagePlanned": {
      const channel = of.get(event.campaign)
      const { body } = event.contents
      if (channel === undefined || body === null) return []
      // What cannot be opened is of no use here, and is met by who reads it.
      const opened = yield* Effect.catchTag(getBody(vault, centre, body), "ContentUnreadable", () =>
        Effect.succeed(null)
      )
      return opened === null ? [] : peopleIn(opened).map((address) => `${channel}\n${address}`)
    }
    case "PhonebookEntryAdded":
    case "PhonebookEntryChanged": {
      const address = yield* textOf(vault, centre, event.address)
      return address === null ? [] : all.map((channel) => `${channel}\n${address}`)
    }
    default:
      return []
  }
})

const peopleIn = ({ from, to, cc, replyTo = [] }: MessageBody): ReadonlyArray<string> =>
  [...(from === null ? [] : [from]), ...to, ...cc, ...replyTo].map(({ address }) => address)

const textOf = (vault: VaultService, centre: string, id: ContentId): Effect.Effect<string | null, StoreFailure> =>
  Effect.map(vault.get(centre, id), (content) => (content === null ? null : fromUtf8(content.bytes))).pipe(
    Effect.catchTag("ContentUnreadable", () => Effect.succeed(null))
  )
