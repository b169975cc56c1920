/** The tree of outcomes and ready texts: small, changed often, so that campaigns now ask for an outcome and now do not. */
import { hamtValues } from "@parley/core/internal"
import type { PlainCommand } from "../harness.ts"
import { isStray, orElse, pick, type Resolve, type Scene } from "./scene.ts"

const NODES = ["sale", "won", "lost", "again"] as const
const TEMPLATES = ["welcome", "thanks"] as const
const CANNED = ["hours", "bye"] as const
const ACTIONS = ["none", "respool", "reschedule", "respool-alternative"] as const

/** Every campaign's, or this one's. */
const scope = (scene: Scene, n: number): string | null => (n % 3 === 0 ? (scene.campaign(n)?.name ?? null) : null)

const nodes = (scene: Scene): ReadonlyArray<string> =>
  [...hamtValues(scene.facts.dispositions)].map(({ id }) => id).sort()
const templates = (scene: Scene): ReadonlyArray<string> =>
  [...hamtValues(scene.facts.texts.templates)].map(({ template }) => template).sort()
const canned = (scene: Scene): ReadonlyArray<string> =>
  [...hamtValues(scene.facts.texts.canned)].map(({ cannedId }) => cannedId).sort()

const defineDisposition: Resolve = (scene, picks) => {
  const { a, b, c } = picks
  const known = nodes(scene)
  const dispositionId = isStray(picks) ? pick(NODES, a) : NODES.find((one) => !known.includes(one))
  if (dispositionId === undefined) return null
  const parent = b % 3 === 0 ? (pick(known, a) ?? null) : null
  const place = parent === null || isStray(picks) ? { campaign: scope(scene, a) } : {}
  const action = pick(ACTIONS, c) ?? "none"
  return { _tag: "DefineDisposition", dispositionId, parent, ...place, value: dispositionId, final: b % 4 > 0, action }
}

const CHANGES = [
  { enabled: false },
  { enabled: true },
  { final: true },
  { final: false },
  { channels: ["email"] },
  { channels: [] },
  { commentRequired: true },
  { commentRequired: false }
] as const

const changeDisposition: Resolve = (scene, picks) => {
  const dispositionId = isStray(picks) ? "nothing" : pick(nodes(scene), picks.a)
  return dispositionId === undefined ? null : { _tag: "ChangeDisposition", dispositionId, ...pick(CHANGES, picks.b) }
}

const removeDisposition: Resolve = (scene, picks) => {
  const dispositionId = isStray(picks) ? "nothing" : pick(nodes(scene), picks.a)
  return dispositionId === undefined ? null : { _tag: "RemoveDisposition", dispositionId }
}

type Filed = NonNullable<Extract<PlainCommand, { readonly _tag: "FinishInteraction" }>["disposition"]>

/** A path to some node of the tree, right or wrong; null when there is none. */
export function outcome(scene: Scene, n: number): Filed | null {
  const path: Array<string> = []
  for (let id: string | null = pick(nodes(scene), n) ?? null; id !== null; id = parentOf(scene, id)) path.unshift(id)
  return path.length === 0 ? null : { path, comment: "content1", at: scene.driver.now + (n % 3) * 1_000 }
}

function parentOf({ facts }: Scene, id: string): string | null {
  for (const node of hamtValues(facts.dispositions)) if (node.id === id) return node.parent
  return null
}

const defineTemplate: Resolve = (scene, picks) => {
  const known = templates(scene)
  const template = isStray(picks) ? pick(TEMPLATES, picks.a) : TEMPLATES.find((one) => !known.includes(one))
  if (template === undefined) return null
  return { _tag: "DefineTemplate", template, campaign: scope(scene, picks.b), content: "content1" }
}

const changeTemplate: Resolve = (scene, picks) => {
  const template = isStray(picks) ? "nothing" : pick(templates(scene), picks.a)
  if (template === undefined) return null
  const campaign = picks.b % 2 === 0 ? { campaign: scope(scene, picks.c) } : {}
  return { _tag: "ChangeTemplate", template, ...campaign, content: `content${picks.b % 3}` }
}

const removeTemplate: Resolve = (scene, picks) => {
  const template = isStray(picks) ? "nothing" : pick(templates(scene), picks.a)
  return template === undefined ? null : { _tag: "RemoveTemplate", template }
}

/** Whether an outcome is asked for; signature and answer to arrivals: of a template there is, or of none. */
export const setTexts: Resolve = (scene, picks) => {
  const campaign = scene.campaign(picks.a)?.name
  if (campaign === undefined) return null
  if (picks.c % 4 === 1) {
    const qualification = picks.b % 4 > 0 ? { motive: "How was it?", thanks: "Thank you" } : null
    return { _tag: "ChangeCampaign", campaign, settings: { qualification } }
  }
  if (picks.c % 2 === 0) return { _tag: "ChangeCampaign", campaign, settings: { dispositionRequired: picks.b % 4 > 0 } }
  const template = isStray(picks) ? "nothing" : picks.b % 3 === 0 ? null : (pick(templates(scene), picks.b) ?? null)
  const settings = picks.a % 2 === 0 ? { signature: template } : { autoReply: template, autoReplyPauseSeconds: 2 }
  return { _tag: "ChangeCampaign", campaign, settings }
}

const addCannedResponse: Resolve = (scene, picks) => {
  const known = canned(scene)
  const cannedId = isStray(picks) ? pick(CANNED, picks.a) : CANNED.find((one) => !known.includes(one))
  if (cannedId === undefined) return null
  const campaign = scope(scene, picks.b)
  return { _tag: "AddCannedResponse", cannedId, campaign, title: "A title", content: "content1" }
}

const changeCannedResponse: Resolve = (scene, picks) => {
  const cannedId = isStray(picks) ? "nothing" : pick(canned(scene), picks.a)
  return cannedId === undefined ? null : { _tag: "ChangeCannedResponse", cannedId, order: picks.b }
}

const removeCannedResponse: Resolve = (scene, picks) => {
  const cannedId = isStray(picks) ? "nothing" : pick(canned(scene), picks.a)
  return cannedId === undefined ? null : { _tag: "RemoveCannedResponse", cannedId }
}

type Mail = Extract<PlainCommand, { readonly _tag: "RateMail" }>["mail"]

/** A client votes on a mail there is, now and then a second time; astray: on one nobody sent. */
export const rateMail: Resolve = (scene, picks) => {
  const { a, b } = picks
  const rating = 1 + (b % 5)
  if (isStray(picks)) return { _tag: "RateMail", mail: { messageId: "never.m1" }, rating }
  const asking = (campaign: string): boolean =>
    scene.campaigns().some(({ name, settings }) => name === campaign && settings.qualification !== null)
  const mails = scene.rows().flatMap(({ key, row }): ReadonlyArray<Mail> => {
    if (row._tag === "Rating" && row.interactionId !== null) {
      const messageId = key.slice("rating/".length)
      const isSent = scene.driver.rows.get(`receipt/${messageId}`) !== null
      return isSent && (row.rating === null || b % 4 === 3) ? [{ messageId }] : []
    }
    if (row._tag !== "Resolved" || row.resolved.outcome !== "sent" || !asking(row.campaign)) return []
    return [{ listId: row.listId, row: row.resolved.record.row }]
  })
  const mail = pick(mails, a)
  return mail === undefined ? null : { _tag: "RateMail", mail, rating }
}

/** What some histories begin with: an outcome of two levels, one that plans again, and a ready text of each kind. */
export const textsPrelude: ReadonlyArray<PlainCommand> = [
  { _tag: "DefineDisposition", dispositionId: "sale", value: "Sale", final: false },
  { _tag: "DefineDisposition", dispositionId: "won", parent: "sale", value: "Won" },
  { _tag: "DefineDisposition", dispositionId: "again", value: "Again", action: "respool" },
  { _tag: "DefineTemplate", template: "welcome", content: "content1" },
  { _tag: "AddCannedResponse", cannedId: "hours", title: "Opening hours", content: "content1" }
]

/** Of three kinds of thing the first most often: the tree of outcomes bears on work. */
const oneOf =
  (...[tree, template, canned]: readonly [Resolve, Resolve, Resolve]): Resolve =>
  (scene, picks) => {
    const kind = picks.a + picks.b + picks.c
    return (kind % 2 === 0 ? tree : kind % 4 === 1 ? template : canned)(scene, picks)
  }

export const defineText = oneOf(defineDisposition, defineTemplate, addCannedResponse)
export const changeText = oneOf(
  orElse(changeDisposition, defineDisposition),
  orElse(changeTemplate, defineTemplate),
  orElse(changeCannedResponse, addCannedResponse)
)
export const removeText = oneOf(
  orElse(removeDisposition, defineDisposition),
  orElse(removeTemplate, defineTemplate),
  orElse(removeCannedResponse, addCannedResponse)
)
