/** The strategies of DOMAIN 4: the tables 4.2, 4.3 and 4.4 as values. */
import type {
  Delivery,
  DrawnDelivery,
  Eligibility,
  KeyedDelivery,
  Order,
  StandingDelivery,
  Strategies
} from "./strategy.ts"

/** Calls and other work are ignored; several at once, up to the campaign's maximum per agent. */
export const nocall: Eligibility = {
  name: "nocall",
  mode: "push",
  media: "text",
  atOnce: "per-agent-max",
  mayReceive: () => true
}

/** Neither call nor other interaction; what is received puts the agent on routing hold. */
export const incall: Eligibility = {
  name: "incall",
  mode: "push",
  media: "text",
  atOnce: "one",
  holds: true,
  mayReceive: ({ interactions, calls }) => interactions === 0 && calls === 0
}

/** Only agents without any other interaction; calls are allowed. */
export const interaction: Eligibility = {
  name: "interaction",
  mode: "push",
  media: "text",
  atOnce: "one",
  mayReceive: ({ interactions }) => interactions === 0
}

/** As `nocall`, also for who is on routing hold. */
export const nopause: Eligibility = { ...nocall, name: "nopause", ignoresHold: true }

/** As `nocall`, first among those with neither call nor interaction. */
export const omni: Eligibility = { ...nocall, name: "omni", prefersIdle: true }

/** No call. */
export const voice: Eligibility = {
  name: "voice",
  mode: "push",
  media: "voice",
  atOnce: "one",
  mayReceive: ({ calls }) => calls === 0
}

/** Agents pick; only the first in the queue's order that they may have. */
export const ringallOne: Eligibility = {
  name: "ringall",
  mode: "pull",
  picks: "first",
  media: "any",
  atOnce: "one",
  mayReceive: () => true
}

/** Agents pick any waiting interaction. */
export const ringallmultiple: Eligibility = {
  name: "ringallmultiple",
  mode: "pull",
  media: "any",
  atOnce: "unlimited",
  mayReceive: () => true
}

/** In a circle of joining order, after the member last offered. */
export const rrmemory: KeyedDelivery = {
  name: "rrmemory",
  kind: "keyed",
  from: "after-last-offered",
  key: (member) => member.ordinal
}

/** The same with positions, which can be edited. */
export const rrordered: KeyedDelivery = {
  name: "rrordered",
  kind: "keyed",
  from: "after-last-offered",
  key: (member) => member.position
}

/** By position, from the top. */
export const linear: KeyedDelivery = { name: "linear", kind: "keyed", from: "first", key: (member) => member.position }

/** Longest since the end of their last interaction of this campaign; never = first. */
export const leastrecent: KeyedDelivery = {
  name: "leastrecent",
  kind: "keyed",
  from: "first",
  key: (member) => member.lastEndedAt ?? -1
}

/** Fewest of this campaign completed today. */
export const fewestcalls: KeyedDelivery = {
  name: "fewestcalls",
  kind: "keyed",
  from: "first",
  key: (member) => member.completedToday
}

/** Longest since the later of the end of their last interaction of any campaign and becoming free. */
export const mostidle: StandingDelivery = {
  name: "mostidle",
  kind: "standing",
  ratio: ({ lastEndedAt, freeSince }) => ({ part: Math.max(lastEndedAt ?? freeSince, freeSince), whole: 1 })
}

/** Lowest load in proportion to capacity. */
export const leastoccupied: StandingDelivery = {
  name: "leastoccupied",
  kind: "standing",
  ratio: ({ load, capacity }) => ({ part: load, whole: capacity })
}

/** Everybody as likely as the others. */
export const random: DrawnDelivery = { name: "random", kind: "drawn", tiers: true, range: () => 1 }

/** Each draws in [0, (1 + penalty) × 1000). Source: the weighted random of the queue engine this field grew up on. */
export const wrandom: DrawnDelivery = {
  name: "wrandom",
  kind: "drawn",
  tiers: false,
  range: (penalty) => (1 + penalty) * 1_000
}

/** Everybody at once; the first to accept has it. */
export const ringall: Delivery = { name: "ringall", kind: "ring" }

/** Highest total proficiency on the required skills. */
export const bestskill: Delivery = { name: "bestskill", kind: "skilled" }

/** Priority, 1 best. */
export const priority: Order = { name: "priority", rank: (entry) => entry.priority }

export const builtIn: Strategies = {
  eligibility: [nocall, incall, interaction, nopause, omni, voice, ringallOne, ringallmultiple],
  delivery: [
    rrmemory,
    rrordered,
    linear,
    leastrecent,
    fewestcalls,
    mostidle,
    leastoccupied,
    random,
    wrandom,
    ringall,
    bestskill
  ],
  order: [priority]
}
