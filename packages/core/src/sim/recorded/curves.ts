/** What is drawn from, where nothing was observed: by campaign, from all that was. */
import { Survival } from "../survival.ts"
import type { Observed } from "./parts.ts"

export interface CampaignCurves {
  readonly patience: Survival
  readonly handling: Survival
  /** How long offers were looked at, and the share of those answered that were rejected. */
  readonly reaction: Survival
  readonly rejectedRatio: number
}

const UNSEEN: Observed = { patience: [], handling: [], reaction: [], rejected: 0 }

export class Curves {
  private readonly observed: ReadonlyMap<string, Observed>
  private readonly made = new Map<string, CampaignCurves>()

  constructor(observed: ReadonlyMap<string, Observed>) {
    this.observed = observed
  }

  of(campaign: string): CampaignCurves {
    let curves = this.made.get(campaign)
    if (curves === undefined) this.made.set(campaign, (curves = curvesOf(this.observed.get(campaign) ?? UNSEEN)))
    return curves
  }
}

function curvesOf({ patience, handling, reaction, rejected }: Observed): CampaignCurves {
  const answers = reaction.filter(({ ended }) => ended).length
  return {
    patience: new Survival(patience),
    handling: new Survival(handling),
    reaction: new Survival(reaction),
    rejectedRatio: answers === 0 ? 0 : rejected / answers
  }
}
