/** What a decision looks up of things that are in memory no more: asked before it is made. */
import type { Instant } from "../kernel/fields.ts"
import type { CentreCommand } from "./commands.ts"
import type { Zones } from "./definitions.ts"
import { rowsForChat } from "./flows/chats.ts"
import { rowsForBlock, rowsForContact, rowsForRekey } from "./flows/clients.ts"
import { rowsForReceipt } from "./flows/messages.ts"
import { rowsForNotice } from "./flows/notices.ts"
import { rowsForRating } from "./flows/ratings.ts"
import { recordRowsFor, rowsForFinish } from "./record-rows.ts"
import { isRange, type RowKey, type Rows } from "./rows.ts"
import type { Facts } from "./state.ts"
import { rowsFor, rowsForStart } from "./threading.ts"

interface Asking {
  readonly facts: Facts
  readonly zones: Zones
  readonly at: Instant
  readonly rows: Rows
}

/** The rows, one by one or in ranges, without which this command cannot be decided and that are not at hand yet. */
export const needs = (asking: Asking, command: CentreCommand): ReadonlyArray<RowKey> =>
  [...new Set(neededFor(asking, command))].filter((key) => !isAtHand(asking.rows, key))

function neededFor({ facts, zones, at, rows }: Asking, command: CentreCommand): ReadonlyArray<RowKey> {
  switch (command._tag) {
    case "ReceiveMessage":
      return rowsFor(facts, rows, command)
    case "SendChat":
      return rowsForChat(command)
    case "SendNotice":
      return rowsForNotice(command)
    case "RateMail":
      return rowsForRating(command)
    case "RecordReceipt":
      return rowsForReceipt(facts, command)
    case "StartInteraction":
      return rowsForStart(command)
    case "FinishInteraction":
      return rowsForFinish(facts, rows, command)
    case "AddContact":
    case "ChangeContact":
    case "AddContactAddress":
    case "RemoveContactAddress":
    case "AddContactNote":
    case "MergeContacts":
    case "EraseContact":
      return rowsForContact(command)
    case "RekeyAddresses":
      return rowsForRekey(rows, command)
    case "BlockAddress":
    case "UnblockAddress":
      return rowsForBlock(command)
    case "CreateList":
    case "ClaimRecords":
    case "DropRecords":
    case "MarkRecords":
    case "SubmitRecords":
    case "SettleRecords":
      return recordRowsFor(facts, zones, { at, rows }, command)
    default:
      return []
  }
}

const isAtHand = (rows: Rows, key: RowKey): boolean => (isRange(key) ? rows.range(key) : rows.get(key)) !== undefined
