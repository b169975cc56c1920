/** All that is summed of a campaign or an agent, and what is computed from it. */
import { noCounts, type Counts } from "./counts.ts"
import { handlingRatiosOf, noHandling, type Handling, type HandlingRatios } from "./handling.ts"
import { ratiosOf, type Ratios } from "./ratios.ts"
import { summing } from "./sums.ts"

export type Figures = Counts & Handling
export type Figure = keyof Figures

export const noFigures: Figures = { ...noCounts, ...noHandling }

const sums = summing(noFigures)

export const figureNames: ReadonlyArray<Figure> = sums.names
export const addFigures: (a: Figures, b: Partial<Figures>) => Figures = sums.add
/** What was counted since `b`, given that `a` grew from it. */
export const subtractFigures: (a: Figures, b: Figures) => Figures = sums.subtract

/** The greater of two that may not be there. */
export const longer = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.max(a, b)

/** Ratios and means, recomputed from the sums. */
export const figureRatiosOf = (figures: Figures): Ratios & HandlingRatios => ({
  ...ratiosOf(figures),
  ...handlingRatiosOf(figures)
})
