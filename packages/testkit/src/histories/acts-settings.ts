/** What supervisors change of a campaign. */
import type { Campaign } from "@parley/core"
import type { PlainCommand } from "../harness.ts"
import { isStray, pick, type Resolve } from "./scene.ts"

type Change = NonNullable<Extract<PlainCommand, { readonly _tag: "ChangeCampaign" }>["settings"]>

const DELIVERIES = [
  ...["rrmemory", "leastrecent", "wrandom", "ringall", "mostidle", "fewestcalls", "random", "rrordered", "linear"],
  ...["leastoccupied", "bestskill", "preferred", "preferred+fewestcalls"]
]

const FRENCH = [{ skill: "french", level: 1 }]

const wider = (afterSeconds: number) => ({
  afterSeconds,
  skills: [{ skill: "french", level: 0 }],
  penaltyRange: { from: 0, to: 100 },
  overflow: null
})

/** Small changes; each value is small enough for its deadline to be met. */
const changesOf = (media: "voice" | "text"): ReadonlyArray<ReadonlyArray<Change>> => [
  [1, 2, 3].map((perAgentMax) => ({ perAgentMax })),
  [0, 1, 2].map((queueMax) => ({ queueMax })),
  [0, 2, 3].map((dropoutSeconds) => ({ dropoutSeconds })),
  [true, false].map((dropoutLeavesQueue) => ({ dropoutLeavesQueue })),
  [0, 1, 2].map((wrapUpSeconds) => ({ wrapUpSeconds })),
  [0, 1, 2].map((offerTimeoutSeconds) => ({ offerTimeoutSeconds })),
  [0, 1, 3].map((retryPauseSeconds) => ({ retryPauseSeconds })),
  [0, 1, 2].map((autopauseAfter) => ({ autopauseAfter, autopauseScope: "campaign" })),
  [1, 2].map((autopauseAfter) => ({ autopauseAfter, autopauseScope: "all" })),
  [0, 1, 2].map((weight) => ({ weight })),
  [0, 1, 2].map((leaveWhenEmptySeconds) => ({ leaveWhenEmptySeconds })),
  [0, 1, 2].map((maxTransferSeconds) => ({ maxTransferSeconds })),
  [0, 2].map((chatLimitSeconds) => ({ chatLimitSeconds })),
  (media === "voice"
    ? ["voice", "voice", "ringall"]
    : ["nocall", "interaction", "ringallmultiple", "incall", "nopause", "omni", "ringall"]
  ).map((eligibility) => ({ eligibility })),
  DELIVERIES.map((delivery) => ({ delivery })),
  ["priority", "fifo"].map((order) => ({ order })),
  [{ zone: "UTC" }, { zone: "East" }, { label: "Another label", serviceLevelSeconds: 5 }],
  [0, 60, 1_000].map((ageingPoints) => ({ ageingPoints })),
  [1, 0, 100, 100].map((to) => ({ penaltyRange: { from: 0, to } })),
  [{ skills: [] }, { skills: FRENCH }, { steps: [] }, { steps: [wider(1)] }, { steps: [wider(2), wider(1)] }],
  [0, 1, 3].map((preferredAgentSeconds) => ({ preferredAgentSeconds }))
]

const CHANGES = { voice: changesOf("voice"), text: changesOf("text") }

const WRONG: ReadonlyArray<Change> = [
  { eligibility: "whatever" },
  { delivery: "whoever" },
  { order: "none" },
  { zone: "Nowhere" },
  { penaltyRange: { from: 3, to: 1 } },
  { overflowTarget: "nothing" }
]

/** Work that waits for so long goes to another campaign of the channel. */
const overflowing = (other: Campaign.Campaign, afterSeconds: number): Change => ({
  overflowTarget: other.name,
  steps: [{ afterSeconds, skills: [], penaltyRange: null, overflow: { to: null } }]
})

export const changeCampaign: Resolve = (scene, picks) => {
  const campaign = scene.campaign(picks.a)
  if (campaign === undefined) return null
  const others = scene.campaigns().filter(({ channel, name }) => channel === campaign.channel && name !== campaign.name)
  const other = pick(others, picks.b)
  const settings = isStray(picks)
    ? pick(WRONG, picks.b)
    : other !== undefined && picks.c === 5
      ? overflowing(other, 1 + (picks.b % 2))
      : pick(pick(CHANGES[campaign.media], picks.b * 16 + picks.c) ?? [], picks.a + picks.c)
  return settings === undefined ? null : { _tag: "ChangeCampaign", campaign: campaign.name, settings }
}
