/** What becomes of interactions: offers answered, work taken, finished, left. */
import type { Campaign, Interaction } from "@parley/core"
import { outcome } from "./acts-texts.ts"
import { isCall, isStray, pick, type Resolve, type Scene } from "./scene.ts"

/** Accepts or rejects an offer that is out; astray: for another agent, or one that is long gone. */
const answering =
  (
    tag: "AcceptOffer" | "RejectOffer",
    fits: (scene: Scene, interaction: Interaction.Interaction) => boolean = () => true
  ): Resolve =>
  (scene, picks) => {
    const { a, b } = picks
    if (isStray(picks) && b < 4)
      return { _tag: tag, interactionId: "never", offerId: "never.o1", agentId: scene.agent(a)?.id ?? "ann" }
    const interaction = pick(
      scene.open("offered").filter((one) => fits(scene, one)),
      a
    )
    const offer = pick(interaction?.offers ?? [], b)
    if (interaction !== undefined && offer !== undefined) {
      const { id: offerId, agentId } = offer
      const other = scene.agent(b)?.id ?? agentId
      return { _tag: tag, interactionId: interaction.id, offerId, agentId: isStray(picks) ? other : agentId }
    }
    const earlier = isStray(picks) ? pick(scene.open(), a) : undefined
    if (earlier === undefined) return null
    return { _tag: tag, interactionId: earlier.id, offerId: `${earlier.id}.o1`, agentId: scene.agent(b)?.id ?? "ann" }
  }

export const acceptOffer = answering("AcceptOffer")
export const acceptCall = answering("AcceptOffer", isCall)
export const rejectOffer = answering("RejectOffer")

/** Whether agents choose what waits there themselves. */
export const pulls = ({ settings: { eligibility } }: Campaign.Campaign): boolean =>
  eligibility === "ringallmultiple" || eligibility === "ringall"

/** Of what agents see, the first where they see no more. */
function pendingIn(scene: Scene, n: number): Interaction.Interaction | undefined {
  const pending = scene.open("waiting").filter((one) => {
    const campaign = scene.campaignOf(one)
    return campaign !== undefined && pulls(campaign)
  })
  const interaction = pick(pending, n)
  if (interaction === undefined || scene.campaignOf(interaction)?.settings.eligibility !== "ringall") return interaction
  const key = ({ entry }: Interaction.Interaction) => entry.priority
  return pending
    .filter(({ campaign }) => campaign === interaction.campaign)
    .sort((a, b) => key(a) - key(b) || a.entry.enteredAt - b.entry.enteredAt || (a.id < b.id ? -1 : 1))[0]
}

export const takeInteraction: Resolve = (scene, picks) => {
  const { a, b } = picks
  const interaction = isStray(picks) ? pick(scene.open(), a) : pendingIn(scene, a)
  if (interaction === undefined) return null
  const campaign = scene.campaignOf(interaction)
  const ready = (campaign === undefined ? [] : scene.members(campaign)).filter(({ agent, paused, inbound }) => {
    const who = scene.agents()[agent]
    return who !== undefined && who.sessions.length > 0 && who.break === null && !paused && inbound
  })
  const agentId = isStray(picks) ? scene.agent(b)?.id : pick(ready, b)?.agentId
  return agentId === undefined ? null : { _tag: "TakeInteraction", interactionId: interaction.id, agentId }
}

export const finishInteraction: Resolve = (scene, picks) => {
  const stages = picks.c % 4 === 0 ? (["active", "wrapUp"] as const) : (["active"] as const)
  const interaction = isStray(picks) ? pick(scene.open(), picks.a) : pick(scene.open(...stages), picks.a)
  if (interaction === undefined) return null
  const agentId = isStray(picks) ? scene.agent(picks.b)?.id : interaction.owner
  if (!agentId) return null
  const asked = scene.campaignOf(interaction)?.settings.dispositionRequired === true
  const disposition = asked || picks.b % 2 === 0 ? outcome(scene, picks.b) : null
  const finish = { _tag: "FinishInteraction", interactionId: interaction.id, agentId } as const
  return disposition === null ? finish : { ...finish, disposition }
}

export const leaveInteraction: Resolve = (scene, picks) => {
  const interaction = pick(scene.open(), picks.a)
  const interactionId = isStray(picks) ? "never" : interaction?.id
  return interactionId === undefined ? null : { _tag: "LeaveInteraction", interactionId }
}
