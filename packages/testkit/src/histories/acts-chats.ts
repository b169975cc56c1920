/** People write to each other and to campaigns, are sent notices, and read what was written. */
import { hamtGet, hamtValues } from "@parley/core/internal"
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

/** From sue or an API key, to some, to a role or to a campaign; now and then one that was sent already. */
export const sendNotice: Resolve = (scene, picks) => {
  const { a, b, c } = picks
  const repeats = c % 5 === 4
  if (!repeats) scene.texts += 1
  const nth = repeats ? Math.max(1, scene.texts - (b % 4)) : scene.texts
  const fromUserId = isStray(picks) ? (scene.agent(a)?.id ?? null) : b % 3 === 0 ? null : "sue"
  const notice = { noticeId: `notice${nth}`, fromUserId, content: `told${nth}` }
  const campaign = scene.campaign(a)?.name ?? "nothing"
  if (c % 3 === 0) return { _tag: "SendNotice", ...notice, to: { campaign } }
  if (c % 3 === 1) return { _tag: "SendNotice", ...notice, to: { roles: [b % 2 === 0 ? "agent" : "supervisor"] } }
  const named = [pick(users(scene), a)?.id ?? "nobody", pick(users(scene), b)?.id ?? "nobody"]
  return { _tag: "SendNotice", ...notice, to: { users: isStray(picks) ? ["nobody"] : named } }
}

/** Some of theirs, or all; a stray one what was never sent. */
export const readNotices: Resolve = (scene, picks) => {
  const told = users(scene).filter(({ id }) => hamtGet(scene.facts.notices, id) !== undefined)
  const userId = pick(isStray(picks) ? users(scene) : told, picks.a)?.id
  if (userId === undefined) return null
  if (picks.b % 3 === 0) return { _tag: "ReadNotices", userId, noticeIds: "all" }
  const boxes = scene.driver.centre.views.notices(scene.driver.state, userId)
  const unread = [...boxes.custom.unread, ...boxes.gamification.unread].map(({ id }) => id)
  return { _tag: "ReadNotices", userId, noticeIds: isStray(picks) ? ["never"] : unread.slice(0, 1 + (picks.b % 2)) }
}
