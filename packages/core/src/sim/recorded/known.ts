/** Whom and what a day knows by name: what a change names besides is a slip of the pen, and no difference to be told. */
import type { CentreCommand, CentreEvent } from "../../centre/index.ts"
import type { Recording } from "./recording.ts"

export interface Known {
  readonly agents: ReadonlySet<string>
  readonly campaigns: ReadonlySet<string>
}

/** Those of the recording, and of what came before it, and those whom the commands create. O(log). */
export function knownIn(
  { before, log }: Pick<Recording, "before" | "log">,
  commands: ReadonlyArray<typeof CentreCommand.Encoded>
): Known {
  const [agents, campaigns] = [new Set<string>(), new Set<string>()]
  const hears = (event: CentreEvent): void => {
    if (event._tag === "UserCreated" || event._tag === "UserChanged")
      if (event.roles.includes("agent")) agents.add(event.userId)
    if (event._tag === "CampaignCreated") campaigns.add(event.campaign)
  }
  for (const { event } of before) hears(event)
  for (const { event } of log) hears(event)
  for (const command of commands) {
    if (command._tag === "CreateUser") agents.add(command.userId)
    if (command._tag === "CreateCampaign") campaigns.add(command.campaign)
  }
  return { agents, campaigns }
}
