/** A strategy under test answers whatever it is asked. */
import type { Law } from "./law.ts"

/** Only where strategies of one's own are held to the laws: `names` are theirs. */
export const ownRules = (names: ReadonlySet<string>): Law => ({
  id: "own-rules",
  says: "A strategy gives a number, or an answer, for whatever it is asked, and throws never.",
  watch: () => ({
    event: (world, { event }) => {
      if (event._tag !== "StrategyFailed") return null
      const name = world.campaigns.get(event.campaign)?.settings[event.part]
      return name === undefined || !names.has(name)
        ? null
        : `the ${event.part} strategy ${name} of ${event.campaign} threw or gave none, and was replaced by the default`
    }
  })
})
