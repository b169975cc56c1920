/** Mutants of the law of transfers: cores that break 5.2. */
import { type Centre, Fields } from "@parley/core"
import { profiles, type LawsOptions } from "../../src/index.ts"
import { deciding, writing } from "../../src/mutants.ts"
import type { LawMutant } from "./law-mutant.ts"

type Event = Centre.CentreEvent

const rewritten = (rewrite: (event: Event) => ReadonlyArray<Event>): LawsOptions => ({
  make: deciding((events) => events.flatMap(rewrite))
})

/** Only what the log says is other. */
const said = (rewrite: (event: Event) => ReadonlyArray<Event>): LawsOptions => ({
  make: writing((events) => events.flatMap(rewrite))
})

export const transfers: ReadonlyArray<LawMutant> = [
  [
    "[L3-transfer] [D5.2h] one that outlasts its target's going",
    "L3-transfer",
    rewritten((event) => (event._tag === "TransferRevoked" && event.reason !== "interaction-gone" ? [] : [event])),
    /is being passed to \w+, who is/
  ],
  [
    "[L3-transfer] [D5.2i] a second one at once",
    "L3-transfer",
    rewritten((event) =>
      event._tag === "TransferOffered" ? [event, { ...event, agentId: event.fromAgentId }] : [event]
    ),
    /a second time at once/
  ],
  [
    "[L3-transfer] [D5.2i] a second one out of the centre",
    "L3-transfer",
    said((event) => (event._tag === "ExternalTransferStarted" ? [event, event] : [event])),
    /a second time at once/
  ],
  [
    "[L3-transfer] [D5.2h] one that is taken back for what is not so",
    "L3-transfer",
    said((event) =>
      event._tag === "TransferRevoked" && event.reason !== "agent-on-break"
        ? [{ ...event, reason: "agent-on-break" }]
        : [event]
    ),
    /is revoked for agent-on-break, but \w+ is /
  ],
  [
    "[L3-transfer] [D5.2j] one that nobody cancelled",
    "L3-transfer",
    said((event) => (event._tag === "TransferRevoked" ? [{ ...event, reason: "cancelled" }] : [event])),
    /is cancelled by /
  ],
  [
    "[L3-transfer] [D5.2f] one that expires before its time",
    "L3-transfer",
    said((event) => (event._tag === "TransferExpired" ? [{ ...event, dueAt: event.dueAt - 1 }] : [event])),
    /but is due at/
  ],
  [
    "[L3-transfer] [D5.2f] one that may take longer than the campaign says",
    "L3-transfer",
    rewritten((event) =>
      event._tag === "TransferOffered" && event.expiresAt !== null
        ? [{ ...event, expiresAt: event.expiresAt + 1 }]
        : [event]
    ),
    /is passed on until/
  ],
  [
    "[L3-transfer] [D5.2e] one that somebody else accepts",
    "L3-transfer",
    said((event) => (event._tag === "TransferAccepted" ? [{ ...event, agentId: event.fromAgentId }] : [event])),
    /names \w+, but it went to/
  ],
  [
    "[L3-transfer] [D5.2k] an end that leaves it open",
    "L3-transfer",
    said((event) => (event._tag === "TransferRevoked" && event.reason === "interaction-gone" ? [] : [event])),
    /ends while it is in a transfer/
  ],
  [
    "[L3-transfer] [D5.2g] a sender who is gone and keeps it",
    "L3-transfer",
    said((event) => (event._tag === "InteractionReleased" && event.cause === "transfer-failed" ? [] : [event])),
    /its sender is gone, and it is not requeued/
  ],
  [
    "[L3-transfer] [D5.2n] an entry whose wait is not anew",
    "L3-transfer",
    rewritten((event) =>
      event._tag === "InteractionQueued" && event.kind === "transfer"
        ? [{ ...event, waitingSince: event.waitingSince - 1 }]
        : [event]
    ),
    /and waits since/
  ],
  [
    "[L3-transfer] [D5.2p] a campaign of another channel",
    "L3-transfer",
    {
      ...said((event) =>
        event._tag === "InteractionTransferred" && event.campaign === "chat"
          ? [{ ...event, to: Fields.CampaignName.make("mail") }]
          : [event]
      ),
      profiles: profiles.filter(({ name }) => name === "chat" || name === "mail")
    },
    /of another channel/
  ]
]
