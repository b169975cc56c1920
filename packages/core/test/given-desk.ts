/** Ann at a desk of every channel, and the day that the log shows of her. */
import { agentDay, agentLogs, project, type AgentDay } from "../src/stats/index.ts"
import { accept, agents, arrive, campaign, finish } from "./given.ts"
import { localTimes } from "./local-times.ts"
import { channels, Story } from "./story.ts"

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

const more = [
  { name: "voice", kind: "live", media: "voice" },
  { name: "webchat", kind: "live", media: "text" },
  { name: "sms", kind: "asynchronous", media: "text" },
  { name: "email", kind: "asynchronous", media: "text" }
] as const

/** Ann, signed in at nine, with one campaign for each channel. */
export const desk = (wrapUpSeconds = 0) => {
  const story = new Story({ channels: [...channels, ...more] })
  agents("ann")(story)
  for (const channel of ["voice", "webchat", "sms", "email", "other"]) {
    campaign(channel, { offerTimeoutSeconds: 3_600, wrapUpSeconds }, ["ann"], { channel })(story)
  }
  return story
}

export const works = (story: Story, id: string, channel: string, minutes: number) => {
  arrive(story, id, channel)
  accept(story, id)
  story.wait(minutes * 60)
  finish(story, id)
}

export const dayOf = (story: Story, at = story.now): AgentDay => {
  const day = agentDay(project(agentLogs, story.log), localTimes, { agentId: "ann", at, now: story.now })
  if (day === undefined || day === null) throw new Error("no day")
  return day
}
