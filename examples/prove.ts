import type { Routing } from "@parley/core"
import { fixtureJson, lawsFor, LawsBroken, readFixture, replayFixture, type Profile } from "@parley/testkit"

/** Meant to go round: whoever has waited longest since their last client. But who has had none yet is always first. */
const first: Routing.Delivery = { name: "turns", kind: "keyed", from: "first", key: (who) => who.lastEndedAt ?? -1 }
/** Goes round: after the member it was last offered to, in the order in which they joined. */
const then: Routing.Delivery = { name: "turns", kind: "keyed", from: "after-last-offered", key: (who) => who.ordinal }

/** A campaign that uses it, with times short enough to bite; `variant` differs from history to history. */
const desk: Profile = {
  name: "desk",
  channel: "email",
  settings: (variant) => ({ delivery: "turns", offerTimeoutSeconds: 1 + (variant % 2), retryPauseSeconds: 1 })
}
const options = { histories: 40, promises: { fair: ["turns"] } }

let kept = ""
try {
  lawsFor({ delivery: [first] }, [desk], options)
} catch (error) {
  if (!(error instanceof LawsBroken)) throw error
  const { law, story } = error.breach
  console.log(`law ${law} is broken:`)
  console.log(story.split("\n").slice(0, 2).join("\n"))
  kept = fixtureJson(error.breach) // into a file, and into the tests
}

const { histories, terms } = lawsFor({ delivery: [then] }, [desk], options)
console.log(
  `${histories} histories break no law; held besides: ${terms.map(({ law, because }) => `${law}, ${because}`).join("; ")}`
)
const again = replayFixture(readFixture(kept), { strategies: { delivery: [then] } })
console.log(`the counterexample again: ${again ?? "it holds"}`)
