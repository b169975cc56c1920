/** What is defined of each metric of a campaign's entries and members: id, label, formula, what it includes, source. */
export type Row = readonly [id: string, label: string, formula: string, includes: string, source: string]

const ENTRIES =
  "entries of this campaign by arrival, requeue, move, transfer or overflow; not offers, not transfers to an agent, not outbound interactions"
const FIRST = "the entry's first outcome; a later answer or closing of an entry already abandoned adds none"
const HOUSE = "docs/domain.md"
const SL_SOURCE =
  "the queue engine of this field for 1 and 2; industry definitions (ICMI, Call Centre Helper) for 3 and 4"
const WITHIN = "T = serviceLevelSeconds at the instant of the event; within means wait ≤ T"

export const ratioRows: ReadonlyArray<Row> = [
  ["serviceLevel", "Service level", "answered within T ÷ answered", WITHIN, SL_SOURCE],
  [
    "serviceLevel2",
    "Service level 2",
    "(answered within T + abandoned within T) ÷ (answered + abandoned)",
    WITHIN,
    SL_SOURCE
  ],
  ["serviceLevel3", "Service level 3", "answered within T ÷ (answered + abandoned)", WITHIN, SL_SOURCE],
  ["serviceLevel4", "Service level 4", "answered within T ÷ (answered + abandoned after T)", WITHIN, SL_SOURCE],
  ["abandonRatio", "Abandoned ratio", "abandoned ÷ (answered + abandoned)", "short abandons too", `${HOUSE} 6.6`],
  ["abandonOfEnteredRatio", "Abandoned of entered", "abandoned ÷ entered", "short abandons too", `${HOUSE} 6.6`]
]

export const countRows: ReadonlyArray<Row> = [
  ["arrived", "Arrived", "entries by arrival + refused", "every arrival of a client", `${HOUSE} 6.3`],
  [
    "refused",
    "Refused",
    "arrivals turned away at the door",
    "queue-full, campaign-disabled and out-of-hours",
    `${HOUSE} 5.6`
  ],
  ["entered", "Entered", "entries opened", ENTRIES, `${HOUSE} 6.3`],
  ["enteredByArrival", "Entered by arrival", "entries opened by an arrival", "first entries", `${HOUSE} 6.3`],
  ["enteredByRequeue", "Entered by requeue", "entries opened by a requeue", "work of agents who left", `${HOUSE} 2.9`],
  ["enteredByMove", "Entered by move", "entries moved in", "from a campaign that was removed", `${HOUSE} 3.4`],
  [
    "enteredByTransfer",
    "Entered by transfer",
    "entries transferred in",
    "to this campaign by an agent",
    `${HOUSE} 5.2`
  ],
  ["enteredByOverflow", "Entered by overflow", "entries that overflowed in", "from another campaign", `${HOUSE} 4.4`],
  ["answered", "Answered", "entries an agent accepted or took", FIRST, `${HOUSE} 6.2`],
  ["abandoned", "Abandoned", "entries abandoned", `client-left, dropout, nobody; ${FIRST}`, `${HOUSE} 5.7`],
  ["overflowed", "Overflowed", "entries that went on to another campaign", FIRST, `${HOUSE} 6.2`],
  ["withdrawn", "Withdrawn", "entries closed unanswered by the centre", FIRST, `${HOUSE} 6.2`],
  ["answeredWithin", "Answered within T", "answered with wait ≤ T", WITHIN, `${HOUSE} 6.5`],
  [
    "answeredAfterDropout",
    "Answered after dropout",
    "answers to entries already abandoned by dropout",
    "asynchronous entries, and live ones that stay; in no other figure",
    `${HOUSE} 5.7`
  ],
  ["abandonedWithin", "Abandoned within T", "abandoned with wait ≤ T", WITHIN, `${HOUSE} 6.5`],
  [
    "abandonedShort",
    "Abandoned short",
    "abandoned with wait ≤ shortAbandonSeconds",
    "part of abandoned",
    `${HOUSE} 6.6`
  ],
  ["abandonedClientLeft", "Client left", "abandoned because the client left", "part of abandoned", `${HOUSE} 5.7`],
  [
    "abandonedDropout",
    "Dropout",
    "abandoned by waiting longer than dropoutSeconds",
    "part of abandoned",
    `${HOUSE} 5.7`
  ],
  ["abandonedNobody", "Nobody there", "abandoned for want of a connected member", "part of abandoned", `${HOUSE} 5.7`]
]

export const nowRows: ReadonlyArray<Row> = [
  [
    "acd",
    "ACD",
    "entries without an owner, waiting or offered",
    "those abandoned by dropout that stay",
    `${HOUSE} 6.8`
  ],
  ["backlog", "Backlog", "entries that wait for room in the queue", "asynchronous ones", `${HOUSE} 6.8`],
  ["open", "Open", "entries backlogged, waiting or offered, without an outcome", ENTRIES, `${HOUSE} 6.3`],
  [
    "available",
    "Available",
    "members who could be offered (pull: could take) work now",
    "busy ones too",
    `${HOUSE} 6.9`
  ]
]

export const memberRows: ReadonlyArray<Row> = [
  ["members", "Members", "members of the campaign", "disconnected ones too", `${HOUSE} 3.8`],
  ["logged", "Logged", "connected members = free + busy + wrapUp + paused + pausedBusy", "all", `${HOUSE} 6.9`],
  ["free", "Free", "connected, no break, no wrap-up, no active interaction", "of any campaign", `${HOUSE} 6.9`],
  ["busy", "Busy", "no break, no wrap-up, with an active interaction", "of any campaign", `${HOUSE} 6.9`],
  ["wrapUp", "Wrap-up", "in wrap-up, no break", "of any campaign", `${HOUSE} 6.9`],
  ["paused", "Paused", "on a break, nothing active, no wrap-up", "supervisor's pauses too", `${HOUSE} 6.9`],
  ["pausedBusy", "Paused busy", "on a break with active work or in wrap-up", "supervisor's pauses too", `${HOUSE} 6.9`]
]
