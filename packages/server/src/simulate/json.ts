/** The figures of a run as one JSON object on one line. */
import type { Simulated } from "@parley/core/sim"

export function jsonOf(seed: number, { measures, standardErrors, interactions, unanswered }: Simulated): string {
  return JSON.stringify({
    abandonRatio: measures.abandonRatio,
    meanWaitSeconds: measures.meanWaitSeconds,
    occupancyRatio: measures.occupancyRatio,
    serviceLevelRatio: measures.serviceLevelRatio,
    serviceLevel2Ratio: measures.serviceLevel2Ratio,
    interactions,
    ...(unanswered === 0 ? {} : { unanswered }),
    seed,
    standardError: {
      abandonRatio: standardErrors.abandonRatio,
      meanWaitSeconds: standardErrors.meanWaitSeconds,
      occupancyRatio: standardErrors.occupancyRatio,
      serviceLevelRatio: standardErrors.serviceLevelRatio,
      serviceLevel2Ratio: standardErrors.serviceLevel2Ratio
    }
  })
}
