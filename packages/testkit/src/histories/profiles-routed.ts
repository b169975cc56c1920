/** Campaigns of histories for the rest of the tables: skills, holds, rings, ageing, weights, windows, steps, calls. */
import type { Profile } from "./profiles.ts"

const of = <V>(values: readonly [V, ...ReadonlyArray<V>], n: number): V => values[n % values.length] ?? values[0]

type Steps = NonNullable<ReturnType<Profile["settings"]>["steps"]>

/** What is required relaxes after a second or two, and what still waits goes elsewhere. */
const steps = (variant: number): Steps => {
  const skills = [{ skill: "french", level: variant % 2 }]
  const wider = { afterSeconds: 1 + (variant % 2), skills, penaltyRange: { from: 0, to: 100 }, overflow: null }
  const away = { afterSeconds: 2 + (variant % 3), skills: [], penaltyRange: null, overflow: { to: null } }
  return variant % 4 === 0 ? [away] : variant % 4 === 1 ? [wider] : [away, wider]
}

export const routedProfiles: ReadonlyArray<Profile> = [
  {
    name: "skilled",
    channel: "email",
    settings: (variant) => ({
      eligibility: of(["nocall", "omni"], variant),
      delivery: of(["bestskill", "bestskill", "linear"], variant),
      skills: of([[{ skill: "french", level: 1 }], [{ skill: "french", level: 2 }], []], variant),
      penaltyRange: { from: 0, to: variant % 3 },
      steps: steps(variant),
      offerTimeoutSeconds: 2,
      retryPauseSeconds: 1,
      perAgentMax: 2,
      queueMax: variant % 5
    })
  },
  {
    name: "holding",
    channel: "email",
    settings: (variant) => ({
      eligibility: of(["incall", "incall", "nopause"], variant),
      delivery: of(["mostidle", "fewestcalls", "mostidle", "leastrecent"], variant),
      offerTimeoutSeconds: variant % 3,
      retryPauseSeconds: 1,
      perAgentMax: 2
    })
  },
  {
    name: "ring",
    channel: "webchat",
    settings: (variant) => ({
      eligibility: of(["nocall", "omni", "incall"], variant),
      delivery: "ringall",
      offerTimeoutSeconds: variant % 5 === 4 ? 0 : 2,
      retryPauseSeconds: variant % 2,
      perAgentMax: 1 + (variant % 2),
      dropoutSeconds: variant % 2 === 0 ? 0 : 4,
      autopauseAfter: variant % 3,
      steps: steps(variant)
    })
  },
  {
    name: "aged",
    channel: "email",
    settings: (variant) => ({
      eligibility: of(["omni", "nocall", "nopause"], variant),
      delivery: of(["leastoccupied", "random", "rrordered"], variant),
      ageingPoints: of([1_000, 60, 0], variant),
      weight: variant % 2,
      offerTimeoutSeconds: 2,
      retryPauseSeconds: 1,
      queueMax: variant % 4,
      perAgentMax: 1 + (variant % 3),
      steps: steps(variant + 1)
    })
  },
  {
    name: "pick",
    channel: "email",
    settings: (variant) => ({
      eligibility: "ringall",
      weight: variant % 3,
      skills: of([[], [], [{ skill: "sales", level: 1 }]], variant),
      wrapUpSeconds: variant % 2,
      ageingPoints: of([0, 600], variant)
    })
  },
  {
    name: "known",
    channel: "email",
    settings: (variant) => ({
      delivery: of(["preferred", "preferred+linear", "preferred+rrordered", "preferred+ringall"], variant),
      preferredAgentSeconds: 1 + (variant % 4),
      reopenWindowSeconds: of([3_600, 2, 0], variant),
      offerTimeoutSeconds: 1 + (variant % 3),
      retryPauseSeconds: 1,
      perAgentMax: 2,
      skills: of([[], [{ skill: "sales", level: 1 }]], variant)
    })
  },
  {
    name: "calls",
    channel: "phone",
    settings: (variant) => ({
      delivery: of(["rrmemory", "leastrecent", "ringall", "mostidle", "random", "wrandom", "fewestcalls"], variant),
      offerTimeoutSeconds: 2 + (variant % 2),
      retryPauseSeconds: 1,
      maxTransferSeconds: 2 + (variant % 3),
      wrapUpSeconds: variant % 3,
      queueMax: variant % 4,
      serviceLevelSeconds: 1,
      penaltyRange: { from: 0, to: variant % 2 === 0 ? 100 : 1 },
      steps: variant % 3 === 0 ? [] : steps(1)
    })
  },
  {
    name: "sales",
    channel: "phone",
    settings: (variant) => ({
      eligibility: of(["voice", "voice", "ringall", "ringallmultiple"], variant),
      delivery: of(["linear", "bestskill", "preferred+leastoccupied", "rrordered"], variant),
      skills: of([[], [{ skill: "sales", level: 1 }]], variant),
      offerTimeoutSeconds: 2,
      retryPauseSeconds: 1,
      preferredAgentSeconds: 2,
      weight: variant % 2,
      steps: steps(variant)
    })
  }
]
