/** The laws of routing are first seen to fail: on a core whose table lacks a condition, or that goes by another rule. */
import type { Interaction, Routing } from "@parley/core"
import { conditions, type Conditions } from "@parley/core/internal"
import { describe, expect, test } from "vitest"
import { allLaws, findBreach, profiles, type LawsOptions } from "../src/index.ts"
import { actingBy, deciding, reasons, withoutCondition, without, withTable, writing } from "../src/mutants.ts"

type Requirement = Interaction.Requirement

const SEED = 7
const HISTORIES = 600

/** What the law of this id says of the mutant; it is the only one that looks. */
function saidOf(id: string, mutant: LawsOptions): string {
  const laws = allLaws.filter((law) => law.id === id)
  expect(laws).toHaveLength(1)
  const found = findBreach({ seed: SEED, histories: HISTORIES, shortens: false, ...mutant, laws })
  return "story" in found ? `[${found.law}] ${found.complaint}` : `survives ${found.histories} histories`
}

/** Without the condition; of skills the level alone is not asked, since `bestskill` finds nobody without the skill. */
const unasked = (reason: string): LawsOptions => ({
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

describe("a condition left out of the table", () => {
  const cases: ReadonlyArray<readonly [title: string, law: string, reason: string, complaint: RegExp]> = [
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

  test.each(cases)("%s", (_title, law, reason, complaint) => {
    const said = saidOf(law, unasked(reason))
    expect(said).toMatch(new RegExp(`^\\[${law}\\] `))
    expect(said).toMatch(complaint)
  })

  test("[L3] every condition there is has its mutant", () => {
    expect(cases.map(([, , reason]) => reason).sort()).toEqual([...reasons].sort())
  })
})

const byKey = (key: Routing.KeyedDelivery["key"]): Routing.KeyedDelivery => ({
  name: "wrong",
  kind: "keyed",
  from: "first",
  key
})

const last = byKey(({ ordinal }) => -ordinal)

describe("a delivery rule that goes by another", () => {
  const cases: ReadonlyArray<readonly [title: string, law: string, said: string, rule: Routing.Delivery]> = [
    ["[L6] a circle that always begins at its start", "L6", "rrmemory", byKey(({ ordinal }) => ordinal)],
    ["[D4.3-ringall] a ring of one", "D4.3a", "ringall", byKey(({ position }) => position)],
    ["[D4.3-mostidle] the last to join", "D4.3a", "mostidle", last],
    ["[D4.3-fewestcalls] the last to join", "D4.3a", "fewestcalls", last],
    ["[D4.3-rrordered] always the first by position", "D4.3a", "rrordered", byKey(({ position }) => position)],
    ["[D4.3-linear] the last to join", "D4.3a", "linear", last],
    ["[D4.3-leastoccupied] the last to join", "D4.3a", "leastoccupied", last],
    ["[D4.3-bestskill] the last to join", "D4.3a", "bestskill", last],
    [
      "[D4.3-random] a draw in which the penalty weighs, on voice",
      "D4.3a",
      "random",
      { name: "wrong", kind: "drawn", range: () => 1, tiers: false }
    ]
  ]

  test.each(cases)("%s", (_title, law, said, rule) => {
    expect(saidOf(law, { make: actingBy("delivery", said, rule) })).toMatch(new RegExp(`^\\[${law}\\] `))
  })
})

describe("an entry's terms, and the order of lists", () => {
  const cases: ReadonlyArray<readonly [title: string, law: string, mutant: LawsOptions]> = [
    [
      "[D4.4f] steps that say another time",
      "D4.4f",
      {
        make: writing((events) =>
          events.map((event) => (event._tag === "EntryRelaxed" ? { ...event, dueAt: event.dueAt + 1 } : event))
        )
      }
    ],
    ["[D4.4i] a skipped overflow of which nobody hears", "D4.4f", { make: writing(without("OverflowSkipped")) }],
    ["[D4.11d] a window whose end nobody hears of", "D4.11a", { make: writing(without("PreferredWindowEnded")) }],
    [
      "[D4.11a] nobody is preferred",
      "D4.11a",
      {
        make: deciding((events) =>
          events.some((event) => event._tag === "InteractionQueued" && event.preferred !== null)
            ? events.map((event) => (event._tag === "InteractionQueued" ? { ...event, preferred: null } : event))
            : events
        )
      }
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
      }
    ]
  ]

  test.each(cases)("%s", (_title, law, mutant) => {
    expect(saidOf(law, mutant)).toMatch(new RegExp(`^\\[${law}\\] `))
  })
})
