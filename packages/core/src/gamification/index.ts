export {
  AGENT_GROUPS_MAX,
  AREAS_MAX,
  AWARDS_PER_AGENT_MAX,
  BADGES_MAX,
  GamificationCommand,
  GamificationRejection,
  MEASURES_MAX,
  PointsFault
} from "./commands.ts"
export { decide, pointsFault, type PointsTarget } from "./decide.ts"
export {
  AGENTS_PER_COMMAND_MAX,
  GamificationEvent,
  MeasureDefined,
  Points,
  POINTS_MAX,
  POINTS_PER_COMMAND_MAX,
  PointsEntry
} from "./events.ts"
export {
  POINTS_COLUMNS,
  POINTS_EXAMPLE_FILE,
  POINTS_FILE_ROWS_MAX,
  PointsFileReader,
  pointsInParts,
  type PointsFileError,
  type PointsFileFault,
  type PointsPart
} from "./points-file.ts"
export {
  agentScore,
  definitionsOf,
  scoreboard,
  type AgentScore,
  type GamificationDefinitions,
  type Scoreboard,
  type ScoreboardRequest
} from "./scores.ts"
export {
  evolve,
  noGamification,
  type AgentGroup,
  type Area,
  type Badge,
  type BadgeAward,
  type Gamification,
  type Measure
} from "./state.ts"
export { POINT_DAYS_MAX } from "./tally.ts"
