/** The law of what is unread is first seen to fail. */
import { describe, expect, test } from "vitest"
import { allLaws, findBreach, type LawsOptions } from "../src/index.ts"
import { without, wrapped, writing } from "../src/mutants.ts"

function saidOf(mutant: LawsOptions): string {
  const laws = allLaws.filter(({ id }) => id === "D5.9a")
  expect(laws).toHaveLength(1)
  const found = findBreach({ seed: 7, histories: 150, shortens: false, ...mutant, laws })
  return "story" in found ? found.complaint : `survives ${found.histories} histories`
}

describe("the law of what is unread", () => {
  test("[D5.9a] [D5.9b] fails where every message counts on live text too", () => {
    const make = wrapped(({ views }) => ({
      views: {
        ...views,
        unread: (state, userId) => {
          const shown = views.unread(state, userId)
          const messages = (views.inbox(state, userId)?.active ?? []).filter(({ kind }) => kind === "live")
          const more = messages.reduce((sum, one) => sum + Math.max(0, one.unread - 1), 0)
          return shown && { ...shown, channels: shown.channels.map((one) => ({ ...one, unread: one.unread + more })) }
        }
      }
    }))
    expect(saidOf({ make })).toMatch(/is shown \d+ on \w+ unread, and has \d+ on \w+/)
  })

  test("[D5.9e] fails where what somebody owned is counted for them still", () => {
    expect(saidOf({ make: writing(without("InteractionFinished", "InteractionClosed")) })).toMatch(/unread, and has/)
  })

  test("[D11.4b] fails where what was read is counted still", () => {
    const chats = (hidden: string) =>
      wrapped(({ views }) => ({
        views: {
          ...views,
          chats: (state, userId) =>
            views.chats(state, userId)?.map((one) => (one.chatId === hidden ? { ...one, unread: one.messages } : one))
        }
      }))
    expect(saidOf({ make: chats("+mail") })).toMatch(/is shown chats/)
  })

  test("[D11.4b] fails where an opened chat stays unread", () => {
    expect(saidOf({ make: writing(without("ChatOpened")) })).toMatch(/is shown chats/)
  })

  test("[D5.9d] fails where notices that were read stay unread", () => {
    expect(saidOf({ make: writing(without("NoticesRead")) })).toMatch(/notices, and has/)
  })

  test("[D5.9d] fails where a badge is no news", () => {
    const make = wrapped(({ views }) => ({
      views: {
        ...views,
        unread: (state, userId) => {
          const shown = views.unread(state, userId)
          return shown && { ...shown, notices: { ...shown.notices, gamification: 0 } }
        }
      }
    }))
    expect(saidOf({ make })).toMatch(/and 0 notices, and has/)
  })

  test("[D5.9f] fails where an opening is not written down", () => {
    expect(saidOf({ make: writing(without("InteractionOpened")) })).toMatch(/is shown .* unread, and has/)
  })
})
