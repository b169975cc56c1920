/** Contacts, the blacklist and the phonebook: what their commands need of rows, and of open work. */
import * as Result from "effect/Result"
import { decide as decideBlock } from "../../blacklist/index.ts"
import { decide as decideContact, rekey, type ContactCommand, type Person } from "../../contact/index.ts"
import type { ContactId, KeyedHashes } from "../../kernel/fields.ts"
import { hamtValues } from "../../kernel/hamt.ts"
import { decide as decideEntry } from "../../phonebook/index.ts"
import { campaignByName } from "../../routing/index.ts"
import { openOf } from "../acts.ts"
import type { CommandOf } from "../commands.ts"
import { emitAll, type Context, type Decided } from "../context.ts"
import { type RowKey, type Rows } from "../rows.ts"
import { blockedKey, contactKey, personKey } from "../rows-clients.ts"
import { findContact } from "../threading.ts"
import { end } from "./closing-campaign.ts"

const addressOf = (command: ContactCommand): KeyedHashes | undefined =>
  "address" in command ? command.address : undefined

function personOf(rows: Rows, contactId: ContactId): Person | undefined {
  const row = rows.get(personKey(contactId))
  return row?._tag === "Person" ? row : undefined
}

/** The rows that a command of contacts needs. */
export function rowsForContact(command: ContactCommand): ReadonlyArray<RowKey> {
  const keys = [personKey(command.contactId), ...(addressOf(command) ?? []).map(contactKey)]
  return command._tag === "MergeContacts" ? [...keys, personKey(command.mergedId)] : keys
}

export const rowsForBlock = ({ address, campaign }: CommandOf<"BlockAddress" | "UnblockAddress">) =>
  address.map((hash) => blockedKey(campaign ?? null, hash))

/** O(1), but for a merge and an erasure: O(open interactions of the centre). */
export function contact(context: Context, command: ContactCommand): Decided {
  const { rows } = context
  const address = addressOf(command)
  const decided = decideContact(command, {
    person: personOf(rows, command.contactId),
    gone: rows.get(personKey(command.contactId))?._tag === "Gone",
    ownerId: address === undefined ? null : findContact(rows, address),
    other: command._tag === "MergeContacts" ? personOf(rows, command.mergedId) : undefined
  })
  return Result.map(decided, (events) => {
    if (command._tag === "EraseContact") endAll(context, command.contactId)
    return emitAll(context, events)
  })
}

/** Whatever is open of a contact who is forgotten ends: what waits is withdrawn, what is active is finished. */
function endAll(context: Context, contactId: ContactId): void {
  const open = [...hamtValues(context.draft.interactions)]
    .filter((one) => one.contactId === contactId)
    .sort((a, b) => (a.id < b.id ? -1 : 1))
  for (const { id } of open) end(context, openOf(context, id), "contact-erased")
}

/** The rows that new hashes need: whose the addresses are, whether they are blocked, then who those are. */
export function rowsForRekey(rows: Rows, { owned, blocked }: CommandOf<"RekeyAddresses">): ReadonlyArray<RowKey> {
  const hashes = owned.flatMap(({ from, to }) => [from, to])
  const owners = new Set(owned.flatMap(({ from }) => findContact(rows, [from]) ?? []))
  return [
    ...hashes.map(contactKey),
    ...blocked.flatMap(({ campaign, from, to }) => [blockedKey(campaign, from), blockedKey(campaign, to)]),
    ...[...owners].map(personKey)
  ]
}

/** O(addresses of the command). */
export const rekeyAddresses = (context: Context, command: CommandOf<"RekeyAddresses">): Decided =>
  Result.succeed(
    emitAll(
      context,
      rekey(command, {
        ownerOf: (hash) => findContact(context.rows, [hash]),
        personOf: (contactId) => personOf(context.rows, contactId),
        isBlocked: (campaign, hash) => context.rows.get(blockedKey(campaign, hash))?._tag === "Blocked"
      })
    )
  )

export function block(context: Context, command: CommandOf<"BlockAddress" | "UnblockAddress">): Decided {
  const { campaign = null } = command
  if (campaign !== null && campaignByName(context.draft, campaign) === undefined)
    return Result.fail({ _tag: "CampaignUnknown", campaign })
  const isBlocked = rowsForBlock(command).some((key) => context.rows.get(key)?._tag === "Blocked")
  return Result.succeed(emitAll(context, decideBlock(command, isBlocked)))
}

export const phonebook = (
  context: Context,
  command: CommandOf<"AddPhonebookEntry" | "ChangePhonebookEntry" | "RemovePhonebookEntry">
): Decided => Result.map(decideEntry(context.draft.phonebook, command), (events) => emitAll(context, events))
