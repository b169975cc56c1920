/** Planner settings of connections that only do short work by keys. */

/**
 * Without them a plan made while the tables were empty scans them whole for ever, and functions over arrays are planned
 * at each call: 3 to 4 times slower in our measurements.
 */
export const APPEND_PLANNER_SETTINGS: Readonly<Record<string, string>> = {
  plan_cache_mode: "force_generic_plan",
  enable_seqscan: "off"
}

/** Of connections for read models: a plan that was made while their tables were empty must not read them whole later. */
export const KEYED_PLANNER_SETTINGS: Readonly<Record<string, string>> = {
  ...APPEND_PLANNER_SETTINGS,
  enable_hashjoin: "off",
  enable_mergejoin: "off"
}
