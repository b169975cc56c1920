/** The words in which it is said why something does not happen: for the API, the logs and the tests alike. */

/** Each word with what it means. Words are stable: readers may depend on them. */
export const vocabulary = {
  "agent-disconnected": "the agent is not connected",
  "agent-on-break": "the agent is on a break",
  "agent-in-wrap-up": "the agent is in wrap-up",
  dormant: "the agent is in no enabled voice campaign, and the centre requires one",
  "routing-hold": "the agent is on routing hold: they have an interaction of an incall campaign",
  capacity: "the agent has no capacity left for the channel's cost",
  "required-skills": "the agent has not the skills that the interaction requires",
  "penalty-range": "the member's penalty lies outside the range that the entry is offered to now",
  "preferred-window": "another agent, who knows the client, comes first for a while",
  "yields-to-weight": "the agent may take waiting work of a campaign of higher weight",
  "not-first": "only the first that the agent may have can be taken",
  "eligibility-rule": "the campaign's eligibility rule lets the agent have no more now",
  "not-a-member": "the agent is not a member of the campaign",
  "no-inbound-permission": "the member may not receive inbound work",
  "member-paused": "the member is paused in this campaign",
  "per-agent-max": "the agent holds as many interactions of this campaign as one agent may",
  "campaign-disabled": "the campaign is disabled",
  "campaign-closed": "the campaign is outside its schedule, or on a holiday",
  "campaign-removed": "the campaign was removed",
  "passed-over": "the agent rejected or missed it in this round; all are asked again after the retry pause",
  "no-member": "the campaign has no member",
  "in-backlog": "the queue is full: it waits for room",
  "campaign-pull": "agents take the work of this campaign themselves",
  "campaign-offers": "the campaign offers its work: there is nothing to take",
  "not-waiting": "it is not waiting any more",
  "nothing-waiting": "nothing waits in this campaign",
  "interaction-gone": "the client is gone, or the interaction left the queue"
} as const

export type Word = keyof typeof vocabulary
