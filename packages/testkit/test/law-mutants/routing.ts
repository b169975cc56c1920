/** Mutants of the laws of routing: a core whose table lacks a condition, or that goes by another rule. */
import type { Interaction, Routing } from "@parley/core"
import { conditions, type Conditions } from "@parley/core/internal"
import { profiles } from "../../src/index.ts"
import { actingBy, deciding, withoutCondition, without, withTable, writing } from "../../src/mutants.ts"
import type { LawMutant, Mutant } from "./law-mutant.ts"

type Requirement = Interaction.Requirement

/** Without the condition; of skills the level alone is not asked, since `bestskill` finds nobody without the skill. */
const unasked = (reason: string): Mutant => ({
  make: withTable(reason === "required-skills" ? anyLevel : withoutCondition(reason)),
  // Who is of a penalty out of range counts as available where weight is weighed.
  ...(reason === "penalty-range"
    ? { profiles: profiles.filter(({ name }) => name === "skilled" || name === "calls") }
    : {})
})

const anyLevel: Conditions = {
  ...conditions,
  entry: conditions.entry.map((one): Conditions["entry"][number] => {
    const { narrow } = one
    if (one.reason !== "required-skills" || narrow === undefined) return one
    const lowered = (requirement: Requirement): Requirement => ({
      ...requirement,
      skills: requirement.skills.map(({ skill }) => ({ skill, level: 1 }))
    })
    return {
      ...one,
      holds: (entry, who) => one.holds({ ...entry, requirement: lowered(entry.requirement) }, who),
      narrow: (requirement, agents, narrowing) => narrow(lowered(requirement), agents, narrowing)
    }
  })
}

const byKey = (key: Routing.KeyedDelivery["key"]): Routing.KeyedDelivery => ({
  name: "wrong",
  kind: "keyed",
  from: "first",
  key
})

/** A condition left out of the table. */
export const leftOut: ReadonlyArray<readonly [title: string, law: string, reason: string, complaint: RegExp]> = [
  ["[L3] [D4.1a] who is disconnected is offered work", "L3", "agent-disconnected", /but is .*disconnected/],
  ["[L3] [D4.1h] who is on a break is offered work", "L3", "agent-on-break", /but is .*on a break/],
  ["[L3] [D4.1i] who is in wrap-up is offered work", "L3", "agent-in-wrap-up", /but is .*in wrap-up/],
  ["[L3] [D4.1c] who lies dormant is offered work", "L3", "dormant", /but is .*dormant/],
  [
    "[L3] [D4.1j] [D4.2-incall] who is on routing hold is offered work",
    "L3",
    "routing-hold",
    /but is .*on routing hold/
  ],
  ["[L3] [D4.2-interaction] who is busy is offered work", "L3", "eligibility-rule", /but is .*busy under/],
  ["[L3] [D4.1b] who may not receive is offered work", "L3", "no-inbound-permission", /without inbound permission/],
  ["[L3] [D4.1d] who is paused is offered work", "L3", "member-paused", /paused in the campaign/],
  ["[L3] [D4.1e] a disabled campaign offers work", "L3", "campaign-disabled", /the campaign is disabled/],
  ["[L3] [D4.1f] a closed campaign offers work", "L3", "campaign-closed", /the campaign is closed/],
  ["[L3] [D4.1g] who lacks the skills is offered work", "L3", "required-skills", /without the skills/],
  ["[L3] [D4.4g] a penalty out of range", "L3", "penalty-range", /of a penalty out of range/],
  [
    "[D4.12c] [D4.11c] an explanation without the window",
    "D4.12c",
    "preferred-window",
    /preferred-window|nothing is said to be missing/
  ],
  ["[L3] [D4.6] who should yield to weight", "L3", "yields-to-weight", /which weighs more/],
  ["[L3] [D4.1l] who refused is asked again at once", "L3", "passed-over", /is passed over for it/],
  ["[L2] [L2-capacity] [D4.1k] more is offered than there is capacity for", "L2", "capacity", /and then bears/],
  ["[L2] [D4.5a] more is offered than the maximum per agent", "L2", "per-agent-max", /of \d at most/]
]

/** A delivery rule that goes by another. */
const byAnother: ReadonlyArray<
  readonly [title: string, law: string, said: string, rule: Routing.Delivery, complaint: RegExp]
> = [
  [
    "[L6] a circle that always begins at its start",
    "L6",
    "rrmemory",
    byKey(({ ordinal }) => ordinal),
    /is offered \w+, before member \d+ has had one$/
  ],
  [
    "[D4.3-ringall] a ring of one",
    "D4.3a",
    "ringall",
    byKey(({ position }) => position),
    / rings without \w+, who may have it$/
  ],
  [
    "[D4.3-rrordered] always the first by position",
    "D4.3a",
    "rrordered",
    byKey(({ position }) => position),
    /^rrordered offers \w+ to \w+, where \w+ is next$/
  ],
  ...["mostidle", "fewestcalls", "linear", "leastoccupied", "bestskill"].map(
    (said) =>
      [
        `[D4.3-${said}] the last to join`,
        "D4.3a",
        said,
        byKey(({ ordinal }) => -ordinal),
        new RegExp(`^${said} offers \\w+ to \\w+, where \\w+ is next$`)
      ] as const
  ),
  [
    "[D4.3-random] a draw in which the penalty weighs, on voice",
    "D4.3a",
    "random",
    { name: "wrong", kind: "drawn", range: () => 1, tiers: false },
    / is drawn among \d+, where \d+ are eligible$/
  ]
]

/** Entries' terms, and the order of lists. */
const terms: ReadonlyArray<LawMutant> = [
  [
    "[D4.4f] steps that say another time",
    "D4.4f",
    {
      make: writing((events) =>
        events.map((event) => (event._tag === "EntryRelaxed" ? { ...event, dueAt: event.dueAt + 1 } : event))
      )
    },
    /^a step of \w+ takes effect as due at \d+/
  ],
  [
    "[D4.4i] a skipped overflow of which nobody hears",
    "D4.4f",
    { make: writing(without("OverflowSkipped")) },
    / is to go on to \w+, and stays$/
  ],
  [
    "[D4.11d] a window whose end nobody hears of",
    "D4.11a",
    { make: writing(without("PreferredWindowEnded")) },
    / is kept for \w+, whose time was over/
  ],
  [
    "[D4.11a] nobody is preferred",
    "D4.11a",
    {
      make: deciding((events) =>
        events.some((event) => event._tag === "InteractionQueued" && event.preferred !== null)
          ? events.map((event) => (event._tag === "InteractionQueued" ? { ...event, preferred: null } : event))
          : events
      )
    },
    / is kept for nobody, and should be /
  ],
  [
    "[L10] members are added to the campaign that is named first, and to no other",
    "L10",
    {
      make: deciding((events, command) =>
        command._tag === "AddMembers" && command.campaigns.length > 1
          ? events.filter((event) => event._tag !== "MemberAdded" || event.campaign === command.campaigns[0])
          : events
      )
    },
    /\(AddMembers\) comes to something else, of /
  ]
]

export const routing: ReadonlyArray<LawMutant> = [
  ...leftOut.map(([title, law, reason, complaint]): LawMutant => [title, law, unasked(reason), complaint]),
  ...byAnother.map(([title, law, said, rule, complaint]): LawMutant => [
    title,
    law,
    { make: actingBy("delivery", said, rule) },
    complaint
  ]),
  ...terms
]
