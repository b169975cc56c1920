/** In which order members and campaigns were listed does not matter. */
import * as Result from "effect/Result"
import { rerun, type Driver, type Sending, type Step } from "../harness.ts"
import type { Complaint, Law, Subject } from "./law.ts"
import type { Event } from "./world.ts"

/**
 * The same commands with campaigns created, and campaigns and members named, in another order: each command is answered
 * or refused alike, and the same comes of it, in the same order for each agent, interaction and campaign. Who is added
 * to a campaign first is a member before the others, which rules refer to: that order stays.
 */
export const listing: Law = {
  id: "L10",
  says: "The order in which members or campaigns were listed does not matter where no rule refers to it.",
  watch: (subject) => {
    const before = new Outcomes()
    return {
      boundary: ({ step }) => {
        before.note(step)
        return null
      },
      end: ({ driver }) => otherOutcome(subject, driver, before)
    }
  }
}

function otherOutcome({ make }: Subject, { script }: Driver, before: Outcomes): Complaint {
  const after = new Outcomes()
  rerun(make(), listedAnew(script), { onStep: (step) => after.note(step) })
  const founding = new Set(script.slice(0, foundingLength(script)).map(({ commandId }) => commandId))
  for (const [key, { commandId, tag, told }] of before.all) {
    // What brings campaigns about comes in another order; the rest comes when it came.
    if (founding.has(commandId)) continue
    const others = after.all.get(key)?.told ?? new Map<string, string>()
    const subject = [...told.keys(), ...others.keys()].find((one) => told.get(one) !== others.get(one))
    if (subject !== undefined)
      return `listed in another order, ${commandId} (${tag}) comes to something else, of ${subject}: ${told.get(subject)}, and then ${others.get(subject)}`
  }
  return null
}

interface Outcome {
  readonly commandId: string
  readonly tag: string
  /** By subject: what came of it. */
  readonly told: ReadonlyMap<string, string>
}

/** What came of each sending: of those with one id, of each in turn. */
class Outcomes {
  readonly all = new Map<string, Outcome>()

  note(step: Step): void {
    const { commandId, command } = step
    let nth = 1
    while (this.all.has(`${commandId} ${nth}`)) nth += 1
    this.all.set(`${commandId} ${nth}`, { commandId, tag: command._tag, told: toldOf(step) })
  }
}

/** Commands whose lists are turned round: their events come as listed, and of several hindrances the first is named. */
const LISTS = new Set<Step["command"]["_tag"]>(["AddMembers", "RemoveMembers"])
/** Commands that go through the campaigns one by one, as they were created: what an agent loses comes in that order. */
const THROUGH_CAMPAIGNS = new Set<Step["command"]["_tag"]>(["DefineHoliday", "ChangeHoliday", "RemoveHoliday"])

/** The answer or the rejection, and each subject's events in order: in none where the command lists. */
function toldOf({ command: { _tag }, at, result }: Step): ReadonlyMap<string, string> {
  const lists = LISTS.has(_tag)
  if (Result.isFailure(result)) return new Map([["the answer", lists ? "refused" : JSON.stringify(result.failure)]])
  const streams = new Map<string, Array<string>>()
  for (const { event } of result.success.events)
    for (const subject of subjectsOf(event, THROUGH_CAMPAIGNS.has(_tag)))
      streams.set(subject, [...(streams.get(subject) ?? []), JSON.stringify(event)])
  const told = new Map([["the answer", JSON.stringify([at, result.success.answer])]])
  for (const [subject, stream] of streams) told.set(subject, (lists ? stream.sort() : stream).join(" "))
  return told
}

/** Whose order an event stands in. */
function subjectsOf(event: Event, throughCampaigns: boolean): ReadonlyArray<string> {
  const campaign = "campaign" in event ? `campaign ${event.campaign}` : null
  const agent = "agentId" in event ? `agent ${event.agentId}` : null
  const named = [
    campaign,
    throughCampaigns && agent !== null && campaign !== null ? `${agent}, ${campaign}` : agent,
    "interactionId" in event ? `interaction ${event.interactionId}` : null
  ].filter((one) => one !== null)
  return named.length === 0 ? ["the centre"] : named
}

/** Commands at the very beginning, all at one instant: those that bring campaigns about with their members. */
function foundingLength(script: ReadonlyArray<Sending>): number {
  const start = script[0]?.at
  const length = script.findIndex(
    ({ at, command: { _tag } }) => at !== start || _tag === "SignIn" || _tag === "ChangeCampaign"
  )
  return length < 0 ? script.length : length
}

const reversed = (sending: Sending): Sending => {
  const { command } = sending
  if (command._tag === "AddMembers")
    return { ...sending, command: { ...command, campaigns: [...command.campaigns].reverse() } }
  if (command._tag !== "RemoveMembers") return sending
  const campaigns = [...command.campaigns].reverse()
  return { ...sending, command: { ...command, campaigns, agents: [...command.agents].reverse() } }
}

/** Campaigns founded last first, each with its members; and every list from its end. */
function listedAnew(script: ReadonlyArray<Sending>): ReadonlyArray<Sending> {
  const length = foundingLength(script)
  const founding = script.slice(0, length)
  const first = founding.findIndex(({ command }) => command._tag === "CreateCampaign")
  const blocks: Array<Array<Sending>> = []
  for (const sending of first < 0 ? [] : founding.slice(first)) {
    if (sending.command._tag === "CreateCampaign") blocks.push([])
    blocks.at(-1)?.push(sending)
  }
  const anew = [...founding.slice(0, first < 0 ? length : first), ...blocks.reverse().flat()]
  return [...anew, ...script.slice(length)].map((sending) => reversed(sending))
}
