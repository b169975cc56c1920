/** Messages in: arrivals, answers, copies, repeats. Messages out: written, claimed, submitted, their outcome. */
import type { Campaign } from "@parley/core"
import { hamtGet } from "@parley/core/internal"
import { SKILLS } from "./acts-people.ts"
import { clientOf, hashOf, isStray, pick, type Picks, type Resolve, type Scene } from "./scene.ts"

const PRIORITIES = [1, 1, 5, 9_999] as const

/** The next place of a mailbox, or one that was read already. */
function placeIn(scene: Scene, source: string, again: boolean) {
  const { epoch, sequence } = scene.watermark(source)
  return { source, epoch, sequence: again ? sequence : sequence + 1 }
}

type Fits = (campaign: Campaign.Campaign) => boolean

/** A client's first message, or a visitor who says nothing yet. */
export const arrive: Resolve = (scene, picks) => arriveAt(scene, picks, scene.campaign(picks.a)?.name ?? "mail")

/** Somebody for a campaign of this kind, unless enough wait there. */
export const arriveWhere =
  (fits: Fits): Resolve =>
  (scene, picks) => {
    const name = pick(scene.campaigns().filter(fits), picks.a)?.name
    const waiting = scene.open("waiting", "offered").filter((one) => {
      const campaign = scene.campaignOf(one)
      return campaign !== undefined && fits(campaign)
    })
    return name === undefined || waiting.length >= WAITING_ENOUGH ? null : arriveAt(scene, picks, name)
  }

const WAITING_ENOUGH = 3

/** Of interactions that are open, and of those that have ended. */
const usedIds = (scene: Scene): ReadonlyArray<string> => [
  ...scene.open().map(({ id }) => id),
  ...scene.rows().flatMap(({ key, row }) => (row._tag === "Closed" ? [key.slice("closed/".length)] : []))
]

function arriveAt(scene: Scene, picks: Picks, name: string): ReturnType<Resolve> {
  const { a, b, c } = picks
  scene.arrivals += 1
  const interactionId = isStray(picks) ? (pick(usedIds(scene), b) ?? "i0") : `i${scene.arrivals}`
  const contents = { body: c % 4 === 3 ? null : `body${scene.arrivals}`, raw: null, attachments: [] }
  const priority = pick(PRIORITIES, b) ?? 1
  const skills = c % 5 === 2 ? [{ skill: SKILLS[b % 2] ?? "french", level: 1 + (a % 2) }] : []
  const common = { _tag: "ReceiveMessage", interactionId, campaign: name, contents, priority, skills } as const
  if (b % 4 === 3) return common
  return { ...common, from: [clientOf(b)], ...marks(scene, picks, `box-${name}`) }
}

/** A client comes back: to a campaign that keeps them for who served them, or upon a conversation that has ended. */
export const comeBack: Resolve = (scene, picks) => {
  const { a, b, c } = picks
  const rows = scene.rows()
  const names = new Set<string>(scene.campaigns().map(({ name }) => name))
  const keeping = scene.campaigns().filter(({ settings }) => settings.delivery.startsWith("preferred"))
  const clients = rows.flatMap(({ key, row }) => {
    const campaign = keeping.find(({ name }) => key.startsWith(`served/${name}/`))
    if (row._tag !== "Served" || campaign === undefined) return []
    const contact = key.slice(`served/${campaign.name}/`.length)
    const isTheirs = (id: string): boolean => {
      const person = scene.driver.rows.get(`person/${id}`)
      return id === contact || (person?._tag === "Person" && person.merged.some((merged) => merged === contact))
    }
    return rows
      .filter((one) => one.row._tag === "Contact" && isTheirs(one.row.contactId))
      .map((one) => ({ campaign: campaign.name, from: [one.key.slice("contact/".length)] }))
  })
  const ended = rows.flatMap(({ key, row }) =>
    row._tag === "Closed" && names.has(row.campaign)
      ? [{ campaign: row.campaign, replyToken: key.slice("closed/".length) }]
      : []
  )
  const from = b % 3 === 0 ? undefined : pick(clients, a)
  const found = from ?? pick(ended, a)
  if (found === undefined) return null
  scene.arrivals += 1
  const contents = { body: `body${scene.arrivals}`, raw: null, attachments: [] }
  const priority = pick(PRIORITIES, c) ?? 1
  return { _tag: "ReceiveMessage", interactionId: `i${scene.arrivals}`, contents, priority, ...found }
}

/** What a mail brings besides: its own id, a print of it, now and then its subject, its place in the mailbox. */
function marks(scene: Scene, { b, c }: Picks, source: string) {
  const reference = hashOf(`reference${c % 3 === 0 ? b % 3 : scene.arrivals}`)
  scene.references.push(reference)
  const print = [hashOf(`print${c % 3 === 0 ? b % 3 : scene.arrivals}`)]
  const recalled = c % 7 === 1 ? { subject: [hashOf(`subject${b % 4}`)] } : {}
  const mail = { reference: [reference], fingerprint: print, ...recalled }
  return c % 2 === 0 ? mail : { ...mail, place: placeIn(scene, c % 5 === 0 ? "box-shared" : source, c % 8 === 7) }
}

/** A later message of a conversation: by token, by what it answers, by the chat it is part of. */
export const writeAgain: Resolve = (scene, picks) => {
  const { a, b, c } = picks
  const interaction = pick(scene.open(), a)
  const campaign = interaction === undefined ? scene.campaign(a) : scene.campaignOf(interaction)
  if (campaign === undefined) return null
  scene.arrivals += 1
  const contents = { body: `body${scene.arrivals}`, raw: `raw${scene.arrivals}`, attachments: ["attached"] }
  const earlier = interaction?.id ?? `i${1 + (b % Math.max(1, scene.arrivals))}`
  const known =
    interaction === undefined ? [] : (hamtGet(scene.facts.conversations, interaction.id)?.participants ?? [])
  // Mostly of who takes part; others are not let in.
  const from = b % 4 === 0 ? [clientOf(b)] : [...(pick(known, b) ?? [clientOf(b)])]
  const participants = c % 4 === 0 ? [[clientOf(c)]] : []
  // Some channels call the interaction by the name of the conversation.
  const interactionId = c % 4 === 0 && b % 2 === 1 ? earlier : `i${scene.arrivals}`
  const common = { _tag: "ReceiveMessage", interactionId, campaign: campaign.name } as const
  const mail = { ...common, contents, from, participants }
  if (c % 4 === 0) return { ...mail, conversation: earlier }
  if (c % 4 === 1) return { ...mail, replyToken: earlier }
  const answered = [[pick(scene.references, a) ?? hashOf("reference0")]]
  const named = c % 4 === 2 ? { inReplyTo: answered } : { references: answered }
  return { ...mail, ...named, ...marks(scene, picks, `box-${campaign.name}`) }
}

export const skipMessage: Resolve = (scene, picks) => {
  const campaign = isStray(picks) ? "nothing" : scene.campaign(picks.a)?.name
  if (campaign === undefined) return null
  const place = placeIn(scene, `box-${campaign}`, false)
  return { _tag: "SkipMessage", campaign, reason: picks.b % 2 === 0 ? "own" : "report", place }
}

export const quarantineMessage: Resolve = (scene, picks) => {
  const campaign = isStray(picks) ? "nothing" : scene.campaign(picks.a)?.name
  if (campaign === undefined) return null
  const place = placeIn(scene, `box-${campaign}`, false)
  return { _tag: "QuarantineMessage", campaign, raw: picks.b % 2 === 0 ? null : "raw", reason: "too-deep", place }
}

export const resetSource: Resolve = (scene, { a, b }) => {
  const source = `box-${scene.campaign(a)?.name ?? "mail"}`
  return { _tag: "ResetSource", source, epoch: scene.watermark(source).epoch + (b % 3) }
}

/** Whether mails of there ask to be rated. */
const asks: Fits = ({ settings }) => settings.qualification !== null

const fitting = (scene: Scene, fits: Fits) =>
  scene.open("active").filter((one) => {
    const campaign = scene.campaignOf(one)
    return campaign !== undefined && campaign.media === "text" && fits(campaign)
  })

/** A mail of a campaign of this kind, an answer mostly. */
const sending =
  (fits: Fits): Resolve =>
  (scene, picks) => {
    const interaction = isStray(picks) ? pick(scene.open(), picks.a) : pick(fitting(scene, fits), picks.a)
    if (interaction === undefined) return null
    const agentId = isStray(picks) ? scene.agent(picks.b)?.id : interaction.owner
    if (!agentId) return null
    const contents = { body: `answer${picks.c}`, raw: null, attachments: picks.c % 2 === 0 ? [] : ["attached"] }
    const common = { _tag: "SendMessage", interactionId: interaction.id, agentId, contents } as const
    return picks.b % 2 === 0 ? common : { ...common, participants: [[clientOf(picks.b)]] }
  }

export const sendMessage = sending(() => true)
export const sendRateable = sending(asks)

/** A bot speaks, in what waits or is served; a stray, in what wraps up. */
export const sendBotMessage: Resolve = (scene, picks) => {
  const open = isStray(picks) ? scene.open("wrapUp") : scene.open("backlog", "waiting", "offered", "active")
  const interaction = pick(open, picks.a)
  if (interaction === undefined) return null
  const contents = { body: `bot${picks.c}`, raw: null, attachments: [] }
  const common = { _tag: "SendBotMessage", interactionId: interaction.id, contents } as const
  return picks.b % 2 === 0 ? common : { ...common, participants: [[clientOf(picks.b)]] }
}

/** A campaign in which somebody is served asks to be rated from now on. */
export const askRating: Resolve = (scene, picks) => {
  const interaction = pick(
    fitting(scene, (campaign) => !asks(campaign)),
    picks.a
  )
  const campaign = interaction === undefined ? undefined : scene.campaignOf(interaction)?.name
  const qualification = { motive: "How was it?", thanks: "Thank you" }
  return campaign === undefined ? null : { _tag: "ChangeCampaign", campaign, settings: { qualification } }
}

export const claimMessage: Resolve = (scene, picks) => {
  const message = pick(scene.outgoing(...(isStray(picks) ? [] : (["planned"] as const))), picks.a)
  const epoch = Math.max(1, scene.epoch - (isStray(picks) ? picks.b % 2 : 0))
  return message === undefined ? null : { _tag: "ClaimMessage", messageId: message.id, epoch }
}

export const submitMessage: Resolve = (scene, picks) => {
  if (isStray(picks)) return { _tag: "SubmitMessage", messageId: "never.m1", epoch: scene.epoch }
  const message = pick(scene.outgoing("claimed"), picks.a)
  return message === undefined ? null : { _tag: "SubmitMessage", messageId: message.id, epoch: scene.epoch }
}

const OUTCOMES = ["sent", "temporary", "failed", "ambiguous"] as const

/** One more is sent. */
export const recordSent: Resolve = (scene, picks) => recordOutcome(scene, { ...picks, b: 0 })

export const recordOutcome: Resolve = (scene, picks) => {
  const { a, b, c } = picks
  const message = pick(scene.outgoing(...(isStray(picks) ? [] : (["claimed", "submitted", "ambiguous"] as const))), a)
  if (message === undefined) return null
  const outcome = pick(OUTCOMES, b) ?? "sent"
  const common = { _tag: "RecordMessageOutcome", messageId: message.id, epoch: scene.epoch, outcome } as const
  if (outcome === "temporary") return { ...common, retryAfterSeconds: c % 3 }
  if (outcome === "failed") return { ...common, reason: "refused" }
  const reference = hashOf(`sent${message.id.replaceAll(".", "-")}`)
  scene.references.push(reference)
  return c % 4 === 0 ? common : { ...common, reference: [reference] }
}

/** Of what was sent, or is ambiguous; a stray one of anything on its way, or of what never was. */
export const recordReceipt: Resolve = (scene, picks) => {
  const { a, b } = picks
  const sent = scene.rows().flatMap(({ key, row }) => (row._tag === "Receipt" ? [key.slice("receipt/".length)] : []))
  const left = scene.outgoing(...(isStray(picks) ? [] : (["ambiguous"] as const))).map(({ id }) => id)
  const messageId = pick([...sent, ...left], a) ?? (isStray(picks) ? "never.m1" : undefined)
  const receipt = b % 2 === 0 ? "delivered" : "seen"
  return messageId === undefined ? null : { _tag: "RecordReceipt", messageId, receipt }
}

/** Mostly its owner looks at it. */
export const openInteraction: Resolve = (scene, picks) => {
  const interaction = pick(isStray(picks) ? scene.open() : scene.open("active"), picks.a)
  const agentId = isStray(picks) ? scene.agent(picks.b)?.id : interaction?.owner
  if (interaction === undefined || !agentId) return null
  return { _tag: "OpenInteraction", interactionId: interaction.id, agentId }
}

export const takeOwnership: Resolve = (scene, picks) => ({
  _tag: "TakeOwnership",
  epoch: isStray(picks) ? Math.max(1, scene.epoch) : scene.epoch + 1
})
