/** The laws of docs/domain.md 16, and rules beside them that hold at every instant. */
import { agentDayLaw } from "./agent-day.ts"
import { alarmsLaw } from "./alarms.ts"
import { bestAdmitted } from "./backlog.ts"
import { dialerConcurrency, dialerCounters, slidingWindows } from "./dialers.ts"
import { dispositionsLaw } from "./dispositions.ts"
import { doors } from "./doors.ts"
import { boards } from "./gamification.ts"
import { hours } from "./hours.ts"
import { entries } from "./entries.ts"
import { relaxation, windows } from "./entry-terms.ts"
import { idsOnce } from "./ids-once.ts"
import { intervalsLaw } from "./intervals.ts"
import { oneOwner } from "./l1-one-owner.ts"
import { atOnce } from "./l2-at-once.ts"
import { ceased, eligible } from "./l3-eligible.ts"
import { transfers } from "./l3-transfer.ts"
import { noIdle } from "./l4-no-idle.ts"
import { listing } from "./l10-listing.ts"
import { bestFirst, bestOfAll } from "./l5-best-first.ts"
import { fairness } from "./l6-fairness.ts"
import { exits } from "./l7-exits.ts"
import { factsOfTheLog } from "./l8-facts.ts"
import { indexes } from "./l8-index.ts"
import { replay } from "./l8-replay.ts"
import { rows } from "./l8-rows.ts"
import { runs } from "./l8-run.ts"
import { snapshots } from "./l8-snapshot.ts"
import { conservation } from "./l9-conservation.ts"
import { partition } from "./l9-partition.ts"
import { sameLog } from "./l11-same-log.ts"
import { erasedLaw } from "./l13-erased.ts"
import type { Law } from "./law.ts"
import { presence } from "./presence.ts"
import { rightAgent } from "./right-agent.ts"
import { statusRow } from "./status-row.ts"
import { statusSince } from "./status-since.ts"
import { toldRight } from "./told.ts"
import { unread } from "./unread.ts"

export const allLaws: ReadonlyArray<Law> = [
  oneOwner,
  atOnce,
  eligible,
  ceased,
  transfers,
  noIdle,
  bestFirst,
  bestOfAll,
  rightAgent,
  fairness,
  exits,
  replay,
  factsOfTheLog,
  rows,
  indexes,
  runs,
  snapshots,
  conservation,
  partition,
  statusSince,
  listing,
  sameLog,
  erasedLaw(),
  idsOnce,
  bestAdmitted,
  entries,
  relaxation,
  windows,
  doors,
  hours,
  boards,
  presence,
  statusRow,
  toldRight,
  unread,
  agentDayLaw(),
  intervalsLaw(),
  alarmsLaw(),
  dialerCounters,
  slidingWindows,
  dialerConcurrency,
  dispositionsLaw
]
