/**
 * What is drawn from, where nothing was observed: by campaign, from all that was. The curves are not known exactly either:
 * each seed makes its own, from the campaign's observations drawn anew with replacement.
 * Source: the approximate Bayesian bootstrap, Rubin, "Multiple Imputation for Nonresponse in Surveys" (1987), 4.4; of
 * lengths that were cut off, Efron, "Censored data and the bootstrap" (1981).
 */
import { drawBelow } from "../../kernel/draw.ts"
import { Survival, type Observation } from "../survival.ts"
import type { Observed } from "./parts.ts"

export interface CampaignCurves {
  readonly patience: Survival
  /** Whether anybody was seen to leave. */
  readonly patienceKnown: boolean
  readonly handling: Survival
  /** How long offers were looked at, and the share of those answered that were rejected. */
  readonly reaction: Survival
  readonly rejectedRatio: number
}

const UNSEEN: Observed = { patience: [], handling: [], reaction: [], rejected: 0 }

export class Curves {
  private readonly observed: ReadonlyMap<string, Observed>
  private readonly seed: string
  private readonly made = new Map<string, CampaignCurves>()

  constructor(observed: ReadonlyMap<string, Observed>, seed: string) {
    this.observed = observed
    this.seed = seed
  }

  /** O(n log n) in its observations for the first, then O(1). */
  of(campaign: string): CampaignCurves {
    let curves = this.made.get(campaign)
    if (curves === undefined) this.made.set(campaign, (curves = this.curvesOf(campaign)))
    return curves
  }

  private curvesOf(campaign: string): CampaignCurves {
    const { patience, handling, reaction, rejected } = this.observed.get(campaign) ?? UNSEEN
    const { seed } = this
    const again = (seen: ReadonlyArray<Observation>, what: string) =>
      seen.flatMap(
        (_, n) => seen[drawBelow({ seed, name: campaign, purpose: `observed ${what}`, n }, seen.length)] ?? []
      )
    // Patience may be without end. Work is not: where nothing drawn of it ended, it is taken as it was seen.
    const ending = (seen: ReadonlyArray<Observation>, what: string) => {
      const drawn = again(seen, what)
      return drawn.some(({ ended }) => ended) ? drawn : seen
    }
    const answers = reaction.filter(({ ended }) => ended).length
    let refusals = 0
    for (let n = 0; n < answers; n++)
      if (drawBelow({ seed, name: campaign, purpose: "observed refusal", n }, answers) < rejected) refusals += 1
    return {
      patience: new Survival(again(patience, "patience")),
      patienceKnown: patience.some(({ ended }) => ended),
      handling: new Survival(ending(handling, "handling")),
      reaction: new Survival(ending(reaction, "reaction")),
      rejectedRatio: answers === 0 ? 0 : refusals / answers
    }
  }
}
