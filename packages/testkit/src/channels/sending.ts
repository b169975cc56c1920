/** The sending of a fake channel: what is planned is claimed, submitted and has arrived. */
import type { Centre } from "@parley/core"
import type { FakeChannel } from "./fake-channel.ts"

/** The world's own id of a message that was sent. */
export const referenceOf = (messageId: string): Array<string> => [`1:${messageId.replaceAll(".", "-").padEnd(16, "0")}`]

/** Sends an agent's message of this channel; tells whether the event was one. */
export function delivers(channel: FakeChannel, event: Centre.CentreEvent): boolean {
  if (event._tag !== "MessagePlanned" || event.channel !== channel.definition.name) return false
  const { epoch } = channel.driver.state.facts.tenant
  const { messageId } = event
  channel.send({ _tag: "ClaimMessage", messageId, epoch })
  channel.send({ _tag: "SubmitMessage", messageId, epoch })
  const reference = referenceOf(messageId)
  channel.send({ _tag: "RecordMessageOutcome", messageId, epoch, outcome: "sent", reference })
  return true
}
