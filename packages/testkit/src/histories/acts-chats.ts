/** People write to each other and to campaigns, and read what was written. */
import { hamtValues } from "@parley/core/internal"
import { isStray, pick, type Resolve, type Scene } from "./scene.ts"

const users = ({ facts }: Scene) => [...hamtValues(facts.users)].sort((x, y) => (x.id < y.id ? -1 : 1))

/** Anybody to anybody; to campaigns mostly those who read them. */
export const sendChat: Resolve = (scene, picks) => {
  const { a, b, c } = picks
  const people = users(scene)
  scene.texts += 1
  const known = pick(people, a)?.id ?? "nobody"
  const text = {
    messageId: `text${c % 7 === 3 ? c : `-${scene.texts}`}`,
    content: `said${c % 7 === 3 ? b % 2 : scene.texts}`
  }
  if (b % 2 === 0) {
    const user = isStray(picks)
      ? "nobody"
      : (pick(people, a + 1 + (c % Math.max(1, people.length - 1)))?.id ?? "nobody")
    return { _tag: "SendChat", fromUserId: known, to: { user }, ...text }
  }
  const campaign = scene.campaign(c)
  if (campaign === undefined || isStray(picks))
    return { _tag: "SendChat", fromUserId: known, to: { campaign: campaign?.name ?? "nothing" }, ...text }
  const readers = ["sue", ...scene.members(campaign).map(({ agentId }) => agentId)]
  return { _tag: "SendChat", fromUserId: pick(readers, a) ?? known, to: { campaign: campaign.name }, ...text }
}

/** Somebody opens a chat of theirs; a stray one another's. */
export const openChat: Resolve = (scene, picks) => {
  const userId = pick(users(scene), picks.a)?.id ?? "nobody"
  const stray = pick([...hamtValues(scene.facts.chats.pairs)].map(({ id }) => id).sort(), picks.b) ?? "+nothing"
  const own = pick(scene.driver.centre.views.chats(scene.driver.state, userId) ?? [], picks.b)?.chatId
  const chatId = isStray(picks) ? stray : own
  return chatId === undefined ? null : { _tag: "OpenChat", chatId, userId }
}
