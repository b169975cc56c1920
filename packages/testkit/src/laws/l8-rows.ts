import type { Centre } from "@parley/core"
import type { Driver } from "../harness.ts"
import { clientRowsSaid } from "./client-rows.ts"
import { recordRowsSaid } from "./record-rows.ts"
import type { Complaint, Law } from "./law.ts"
import type { Event } from "./world.ts"

/** Rows are a fold of the log: what was written step by step is what the log itself says, read without `rowsOf`. */
export const rows: Law = {
  id: "L8-rows",
  says: "Rows = fold(log).",
  watch: () => ({ end: ({ driver }) => said(driver) })
}

/** What decisions look up later: contacts by address, messages by id, subject and print, ended conversations. */
function said({ log, rows: live }: Driver): Complaint {
  const expected = new Map<string, string>()
  for (const { event } of log)
    for (const [key, value] of rowsSaid(event)) {
      if (value === null) expected.delete(key)
      else expected.set(key, value)
    }
  for (const [key, value] of expected) {
    const row = live.get(key)
    const is = row === null ? "nothing" : shown(row)
    if (is !== value) return `the row ${key} says ${is}, the log ${value}`
  }
  const { length } = live.all()
  return length === expected.size ? null : `there are ${length} rows, the log gives ${expected.size}`
}

function shown(row: Centre.Row): string {
  switch (row._tag) {
    case "Contact":
      return row.contactId
    case "Thread":
      return row.interactionId
    case "Served":
      return `${row.agentId} ${row.at}`
    case "Rating":
      return `${row.campaign} ${row.interactionId} ${row.agentId} ${row.rating}`
    case "Replied":
      return `${row.until}`
    case "Person":
      return `${row.addresses.map((hashes) => hashes.join("+")).join()} ${row.merged.join()} ${row.notes}`
    case "Said":
      return `${row.fromUserId} ${row.content}`
    case "Notice":
      return `${row.fromUserId} ${row.content} ${JSON.stringify(row.to)}`
    case "Receipt":
      return `${row.interactionId} ${row.campaign} ${row.reached}`
    case "WroteTo":
      return row.address.join()
    case "Gone":
      return "gone"
    case "Blocked":
      return "blocked"
    case "Planned":
      return JSON.stringify(row.record)
    case "Resolved":
      return `${row.dialer} ${row.campaign} ${row.listId} ${JSON.stringify(row.resolved)}`
    case "RecordThread":
      return `${row.dialer} ${row.listId} ${row.row} ${row.address.join()} ${row.reference.join()}`
    case "Answered":
      return `${row.dialer} ${row.listId} ${row.row} ${row.reference.join()}`
    case "RemovedList":
      return `${row.dialer} ${row.campaign}`
    case "Addressed":
      return `${row.listId} ${row.row} ${row.content}`
    case "Closed":
      return `${row.campaign} ${row.contactId} ${row.lastAgentId} ${row.endedAt} ${row.participants.join()}`
  }
}

/** Keys with what their rows say; null: the row is dropped. */
function* rowsSaid(event: Event): Iterable<readonly [string, string | null]> {
  switch (event._tag) {
    case "MessageReceived":
    case "MessageCopied":
      for (const hash of event.fingerprint ?? []) {
        const came = event._tag === "MessageReceived" ? (event.through ?? event.campaign) : event.campaign
        yield [`print/${event.place?.source ?? came}/${hash}`, event.interactionId]
      }
      if (event._tag === "MessageCopied") return
      for (const hash of event.fingerprint ?? []) yield [`copy/${event.interactionId}/${hash}`, event.interactionId]
      for (const campaign of new Set([event.campaign, event.through ?? event.campaign])) {
        for (const hash of event.reference ?? []) yield [`thread/${campaign}/${hash}`, event.interactionId]
        for (const hash of event.subject ?? []) yield [`subject/${campaign}/${hash}`, event.interactionId]
      }
      return
    case "InteractionArrived":
      if (event.linkedTo !== null) yield [`next/${event.linkedTo}`, event.interactionId]
      return
    case "ChatSent":
      yield [`said/${event.chatId}/${event.messageId}`, `${event.fromUserId} ${event.content}`]
      return
    case "NoticeSent":
      yield [`notice/${event.noticeId}`, `${event.fromUserId} ${event.content} ${JSON.stringify(event.to)}`]
      return
    case "MessageDelivered":
      yield [`receipt/${event.messageId}`, `${event.interactionId} ${event.campaign} delivered`]
      return
    case "MessageSeen":
      yield [`receipt/${event.messageId}`, `${event.interactionId} ${event.campaign} seen`]
      return
    case "MessageSent":
      yield [`receipt/${event.messageId}`, `${event.interactionId} ${event.campaign} sent`]
      for (const hash of event.reference ?? []) yield [`thread/${event.campaign}/${hash}`, event.interactionId]
      return
    case "MessagePlanned":
      if (event.rateable)
        yield [`rating/${event.messageId}`, `${event.campaign} ${event.interactionId} ${event.agentId} null`]
      return
    case "MailRated": {
      const { mail, campaign, interactionId, agentId, rating } = event
      const name = "messageId" in mail ? mail.messageId : `${mail.listId}.r${mail.row}`
      yield [`rating/${name}`, `${campaign} ${interactionId} ${agentId} ${rating}`]
      return
    }
    case "ClientAutoReplied":
      for (const hash of event.address) yield [`replied/${event.campaign}/${hash}`, `${event.until}`]
      return
    case "InteractionClosed": {
      const { campaign, contactId, lastAgentId, endedAt, participants } = event
      yield [
        `closed/${event.interactionId}`,
        `${campaign} ${contactId} ${lastAgentId} ${endedAt} ${participants.join()}`
      ]
      if (contactId !== null && lastAgentId !== null)
        yield [`served/${campaign}/${contactId}`, `${lastAgentId} ${endedAt}`]
      return
    }
    default:
      yield* clientRowsSaid(event)
      yield* recordRowsSaid(event)
  }
}
