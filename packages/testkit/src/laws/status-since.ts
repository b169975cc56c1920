import { vectorValues } from "@parley/core/internal"
import { factsOf, type Boundary, type Complaint, type Law } from "./law.ts"
import { found, statusOf, type World } from "./world.ts"

interface Shown {
  readonly what: string
  readonly at: number
}

/** `statusSince` is when what is shown of the agent last changed: a finish that starts wrap-up leaves nobody free. */
export const statusSince: Law = {
  id: "D2.2b",
  says: "statusSince restarts when status or break changes.",
  watch: () => {
    const since = new Map<string, Shown>()
    return {
      event: (world, { event }) => {
        // Between a finish and the wrap-up it starts nobody is looking.
        if (event._tag !== "WrapUpStarted") look(since, world)
        return null
      },
      boundary: (boundary) => {
        look(since, boundary.world)
        return otherwise(since, boundary)
      }
    }
  }
}

function look(since: Map<string, Shown>, world: World): void {
  for (const agent of world.agents.values()) {
    const what = `${statusOf(world, agent)} ${agent.break ?? ""}`.trim()
    if (since.get(agent.id)?.what !== what) since.set(agent.id, { what, at: world.at })
  }
}

function otherwise(since: ReadonlyMap<string, Shown>, boundary: Boundary): Complaint {
  for (const { id, statusSince: said } of vectorValues(factsOf(boundary).agents)) {
    const { what, at } = found(since, id, "agent")
    if (said !== at) return `${id} is ${what} since ${at}, the state says since ${said}`
  }
  return null
}
