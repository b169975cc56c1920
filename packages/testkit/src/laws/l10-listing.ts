/** In which order members and campaigns were listed does not matter. */
import { rerun, type Driver, type Sending } from "../harness.ts"
import type { Complaint, Law, Subject } from "./law.ts"

/** A second run of the whole history is dear: one in so many is run again. */
const ASKED_EVERY = 4

/**
 * The same commands with campaigns created, and campaigns and members named, in another order: the same comes of each
 * step. Who is added to a campaign first is a member before the others, which rules refer to: that order stays.
 */
export const listing: Law = {
  id: "L10",
  says: "The order in which members or campaigns were listed does not matter where no rule refers to it.",
  watch: (subject) => ({
    end: ({ driver }) => (driver.script.length % ASKED_EVERY === 0 ? otherOutcome(subject, driver) : null)
  })
}

function otherOutcome({ make }: Subject, driver: Driver): Complaint {
  const before = bySending(driver)
  const after = bySending(rerun(make(), listedAnew(driver.script)))
  for (const [commandId, events] of before) {
    // What brings campaigns about comes in another order; the rest comes when it came.
    const others = after.get(commandId) ?? []
    if (isFounding(driver, commandId)) continue
    const difference = events.find((event, index) => event !== others[index]) ?? others[events.length]
    if (difference !== undefined) return `listed in another order, ${commandId} comes to something else: ${difference}`
  }
  return null
}

const isFounding = ({ script }: Driver, commandId: string): boolean =>
  script.slice(0, foundingLength(script)).some((sending) => sending.commandId === commandId)

/** What came of each command, in no order. */
function bySending({ log }: Driver): ReadonlyMap<string, ReadonlyArray<string>> {
  const events = new Map<string, Array<string>>()
  for (const { commandId, at, event } of log) {
    const known = events.get(commandId) ?? []
    known.push(JSON.stringify([at, event]))
    events.set(commandId, known)
  }
  for (const known of events.values()) known.sort()
  return events
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
