/** What agents do with interactions of theirs: started, held, passed on, their outcome filed. */
import type { Interaction } from "@parley/core"
import { clientOf, isCall, isStray, pick, type Picks, type Resolve, type Scene } from "./scene.ts"

/** An agent who is there and free to start, and a campaign of theirs; astray: any two. */
export const startInteraction: Resolve = (scene, picks) => {
  const { a, b, c } = picks
  const campaign = scene.campaign(a)
  if (campaign === undefined) return null
  const ready = scene.members(campaign).filter(({ agent, outbound }) => {
    const who = scene.agents()[agent]
    return outbound && who !== undefined && who.sessions.length > 0 && who.break === null && who.wrapUps.length === 0
  })
  const agentId = isStray(picks) ? scene.agent(b)?.id : pick(ready, b)?.agentId
  if (agentId === undefined) return null
  scene.arrivals += 1
  const common = {
    _tag: "StartInteraction",
    interactionId: `i${scene.arrivals}`,
    agentId,
    campaign: campaign.name
  } as const
  const fields = isStray(picks) ? [] : ["to", "subject", "number"]
  if (c % 3 === 0) return { ...common, fields }
  const to = { ...common, fields, to: [clientOf(b)] }
  const contents = { body: `body${scene.arrivals}`, raw: null, attachments: [] }
  return c % 3 === 1 ? to : { ...to, contents }
}

/** An active interaction that `fits`, and who owns it; astray: any, and whoever. */
function owned(
  scene: Scene,
  picks: Picks,
  fits: (interaction: Interaction.Interaction) => boolean = () => true
): { readonly interaction: Interaction.Interaction; readonly agentId: string } | null {
  const stray = isStray(picks)
  const interaction = pick(stray ? scene.open() : scene.open("active").filter(fits), picks.a)
  const agentId = stray ? scene.agent(picks.b)?.id : interaction?.owner
  return interaction === undefined || !agentId ? null : { interaction, agentId }
}

export const holdInteraction: Resolve = (scene, picks) => {
  const found = owned(scene, picks, (one) => isCall(scene, one) && one.heldSince === null)
  return found && { _tag: "HoldInteraction", interactionId: found.interaction.id, agentId: found.agentId }
}

export const resumeInteraction: Resolve = (scene, picks) => {
  const found = owned(scene, picks, (one) => isCall(scene, one) && one.heldSince !== null)
  return found && { _tag: "ResumeInteraction", interactionId: found.interaction.id, agentId: found.agentId }
}

/** Choices by which a transfer goes to an agent; or, a call, out. */
const TO_AGENT = 3
const OUT = 10

/** To another agent who could take it, to a campaign of its channel or, a call, out of the centre. */
export const transferInteraction: Resolve = (scene, picks) => {
  const { b, c } = picks
  const found = owned(scene, picks, (one) => one.transfer === null && (picks.c !== OUT || isCall(scene, one)))
  const campaign = found === null ? undefined : scene.campaignOf(found.interaction)
  if (found === null || campaign === undefined) return null
  const { interaction, agentId } = found
  const common = { _tag: "TransferInteraction", interactionId: interaction.id, agentId } as const
  if (c % 5 === 0 ? isStray(picks) || isCall(scene, interaction) : isCall(scene, interaction) && c % 2 === 0)
    return { ...common, to: { kind: "external", destination: "number1", mode: b % 2 === 0 ? "blind" : "attended" } }
  if (c % 5 === 1) {
    const same = scene.campaigns().filter(({ channel }) => channel === campaign.channel)
    const to = (isStray(picks) ? scene.campaign(b) : pick(same, b))?.name ?? "nothing"
    return { ...common, to: { kind: "campaign", campaign: to } }
  }
  const others = scene.members(campaign).filter((member) => {
    const who = scene.agents()[member.agent]
    return member.agentId !== agentId && who !== undefined && who.sessions.length > 0 && who.break === null
  })
  const target = (isStray(picks) ? scene.agent(c) : undefined)?.id ?? pick(others, b)?.agentId
  return target === undefined ? null : { ...common, to: { kind: "agent", agentId: target } }
}

/** One who has to answer a transfer, or to report of one, does; astray: another, or of one that is over. */
function transferred(scene: Scene, picks: Picks, isOut: boolean) {
  const waiting = scene.open("active").filter(({ transfer }) => transfer !== null && (transfer.to === null) === isOut)
  const interaction = pick(waiting, picks.a)
  if (interaction?.transfer) return { interaction, transfer: interaction.transfer }
  return null
}

const over = (scene: Scene, { a, b }: Picks) => {
  const interactionId = pick(scene.open(), a)?.id ?? "never"
  return { interactionId, transferId: `${interactionId}.t1`, agentId: scene.agent(b)?.id ?? "ann" }
}

const answering =
  (tag: "AcceptTransfer" | "RejectTransfer"): Resolve =>
  (scene, picks) => {
    const found = transferred(scene, picks, false)
    if (isStray(picks)) return { _tag: tag, ...over(scene, picks) }
    if (found === null || found.transfer.to === null) return transferInteraction(scene, { ...picks, c: TO_AGENT })
    const { interaction, transfer } = found
    return { _tag: tag, interactionId: interaction.id, transferId: transfer.id, agentId: transfer.to ?? "ann" }
  }

export const acceptTransfer = answering("AcceptTransfer")
export const rejectTransfer = answering("RejectTransfer")

export const cancelTransfer: Resolve = (scene, picks) => {
  if (isStray(picks)) return { _tag: "CancelTransfer", ...over(scene, picks) }
  const found = transferred(scene, picks, picks.b % 2 === 0) ?? transferred(scene, picks, picks.b % 2 !== 0)
  if (found === null) return transferInteraction(scene, { ...picks, c: picks.b % 2 === 0 ? OUT : TO_AGENT })
  const { interaction, transfer } = found
  return { _tag: "CancelTransfer", interactionId: interaction.id, transferId: transfer.id, agentId: transfer.from }
}

export const reportExternalTransfer: Resolve = (scene, picks) => {
  const { agentId: _agent, ...gone } = over(scene, picks)
  const common = { _tag: "ReportExternalTransfer", outcome: picks.b % 2 === 0 ? "connected" : "failed" } as const
  if (isStray(picks)) return { ...common, ...gone }
  const found = transferred(scene, picks, true)
  if (found === null) return transferInteraction(scene, { ...picks, c: OUT })
  return { ...common, interactionId: found.interaction.id, transferId: found.transfer.id }
}

/** A call whose owner is gone; where there is none, the owner of one goes. */
export const endInteraction: Resolve = (scene, picks) => {
  if (isStray(picks)) return { _tag: "EndInteraction", interactionId: pick(scene.open(), picks.a)?.id ?? "never" }
  const sessions = new Map(scene.agents().map((agent) => [agent.id as string, agent.sessions]))
  const sessionsOf = ({ owner }: Interaction.Interaction) => (owner === null ? [] : (sessions.get(owner) ?? []))
  const calls = scene.open("active").filter((one) => isCall(scene, one) && one.owner !== null)
  const left = pick(
    calls.filter((one) => sessionsOf(one).length === 0),
    picks.a
  )
  if (left !== undefined) return { _tag: "EndInteraction", interactionId: left.id }
  const call = pick(calls, picks.a)
  const sessionId = call === undefined ? undefined : sessionsOf(call)[0]
  return call?.owner && sessionId !== undefined ? { _tag: "LoseSession", agentId: call.owner, sessionId } : null
}
