/** Simulation: what a centre would come to, on the production step. No timers, no I/O; seeded, the same on every machine. */
export { bursts, BURST_MAX, poisson, recorded, type Arrivals, type Draw, type Group, type Rate } from "./arrivals.ts"
export { compare, replicate, type Comparison, type Estimates, type Runs, type RunsOptions } from "./compare.ts"
export {
  empirical,
  exponential,
  fixed,
  lognormal,
  never,
  SAMPLES_MAX,
  uniform,
  type Distribution
} from "./distributions.ts"
export {
  erlangA,
  erlangB,
  erlangC,
  ERLANG_AGENTS_MAX,
  ERLANG_PLACES_MAX,
  type ErlangFigures,
  type ErlangInput
} from "./erlang.ts"
export {
  eachMeasure,
  estimateOf,
  MEASURES,
  measuresOf,
  predictionOf,
  type Estimate,
  type MeasureName,
  type Measures,
  type Sums
} from "./measures.ts"
export { COLUMNS_MAX, dayPicture, type PictureOptions } from "./picture.ts"
export {
  AGENTS_MAX,
  SimulationRefused,
  STARTS_AT_DEFAULT,
  STARTS_AT_MAX,
  type CampaignPlan,
  type Scenario,
  type SkillLevel,
  type Stream,
  type Team
} from "./scenario.ts"
export { BATCHES, LATER_PER_MEASURED_MAX, simulate, type SimulateOptions, type Simulated } from "./simulate.ts"
export { partingOf, type Parting } from "./recorded/again.ts"
export { LogBroken, type LogEvent } from "./recorded/groups.ts"
export { Recorder } from "./recorded/recorder.ts"
export { recordingOf, type Recording, type RecordingOptions } from "./recorded/recording.ts"
export { Shadow, type Divergence, type ShadowCounts, type ShadowRules } from "./shadow.ts"
export {
  staffBySimulation,
  staffFor,
  staffing,
  type Advice,
  type Demand,
  type SimulatedAdvice,
  type StaffingOptions,
  type Bounds,
  type Target
} from "./staffing.ts"
export { Survival, type Observation, type Share } from "./survival.ts"
export { INTERVALS_MAX, type FailedStrategy, type Stretch } from "./tally.ts"
export {
  playAgain,
  recordedDay,
  whatIf,
  type Arrival,
  type ArrivalChange,
  type Change,
  type Day,
  type Patience,
  type Played,
  type WhatIf,
  type WhatIfOptions,
  type WhatIfRun
} from "./what-if.ts"
export {
  backTest,
  forecast,
  ForecastRefused,
  FORECAST_DAYS_MAX,
  SERIES_MAX,
  seriesOf,
  type BackTest,
  type BackTestOptions,
  type Expected,
  type ForecastOptions,
  type Series
} from "./forecast.ts"
