import { firstOf, type Boundary, type Complaint, type Law } from "./law.ts"
import { unreadChatsOf, unreadNoticesOf } from "./naive-chats.ts"
import { activeOf, found, type World } from "./world.ts"

/** What a user is shown as unread, of interactions, chats and notices, is what counting it by hand gives. */
export const unread: Law = {
  id: "D5.9a",
  says: "Unread, per user and channel: of what they own, conversations on live text, messages elsewhere; visible chats; notices.",
  watch: () => ({
    boundary: (boundary) =>
      firstOf(
        [...boundary.world.users.keys()].flatMap((userId) => [
          miscounted(boundary, userId),
          misread(boundary, userId),
          untold(boundary, userId)
        ])
      )
  })
}

function miscounted({ world, driver }: Boundary, userId: string): Complaint {
  const shown = driver.centre.views.unread(driver.state, userId)?.channels ?? []
  const told = shown.map(({ channel, unread: count }) => `${count} on ${channel}`).join()
  const counted = channelsOf(world, userId).join()
  return told === counted ? null : `${userId} is shown ${told || "nothing"} unread, and has ${counted || "nothing"}`
}

function misread({ world, driver, step: { before, after } }: Boundary, userId: string): Complaint {
  if (before === after) return null
  const { views } = driver.centre
  const chats = views.chats(driver.state, userId) ?? []
  const told = chats.map(({ chatId, unread: count }) => `${count} in ${chatId}`).sort()
  const counted = unreadChatsOf(world, userId)
  if (told.join() !== counted.join()) return `${userId} is shown chats ${told.join()}, and has ${counted.join()}`
  const [shown, unreadOnes] = [
    views.unread(driver.state, userId)?.chats,
    counted.filter((one) => !one.startsWith("0 ")).length
  ]
  return shown === unreadOnes ? null : `${userId} is shown ${shown} unread chats, and has ${unreadOnes}`
}

function untold({ world, driver }: Boundary, userId: string): Complaint {
  const told = driver.centre.views.unread(driver.state, userId)?.notices
  const counted = (["custom", "gamification"] as const).map((kind) => unreadNoticesOf(world, userId, kind))
  return `${told?.custom} ${told?.gamification}` === counted.join(" ")
    ? null
    : `${userId} is shown ${told?.custom} and ${told?.gamification} notices, and has ${counted.join(" and ")}`
}

function channelsOf(world: World, userId: string): ReadonlyArray<string> {
  const counts = new Map<string, number>()
  for (const interaction of activeOf(world, userId)) {
    const { channel, kind, media } = found(world.campaigns, interaction.campaign, "campaign")
    const count = kind === "live" && media === "text" ? Math.min(interaction.unread, 1) : interaction.unread
    counts.set(channel, (counts.get(channel) ?? 0) + count)
  }
  return [...counts]
    .filter(([, count]) => count > 0)
    .map(([channel, count]) => `${count} on ${channel}`)
    .sort(byChannel)
}

const byChannel = (a: string, b: string): number => {
  const [x = "", y = ""] = [a, b].map((one) => one.slice(one.lastIndexOf(" ")))
  return x < y ? -1 : x > y ? 1 : 0
}
