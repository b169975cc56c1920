/** Mutants of the law of what is unread. */
import { without, wrapped, writing } from "../../src/mutants.ts"
import type { LawMutant } from "./law-mutant.ts"

export const unread: ReadonlyArray<LawMutant> = [
  [
    "[D5.9a] [D5.9b] every message counts on live text too",
    "D5.9a",
    {
      make: wrapped(({ views }) => ({
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
    },
    /is shown \d+ on \w+ unread, and has \d+ on \w+/
  ],
  [
    "[D5.9e] what somebody owned is counted for them still",
    "D5.9a",
    { make: writing(without("InteractionFinished", "InteractionClosed")) },
    /unread, and has/
  ],
  [
    "[D11.4b] what was read is counted still",
    "D5.9a",
    {
      make: wrapped(({ views }) => ({
        views: {
          ...views,
          chats: (state, userId) =>
            views.chats(state, userId)?.map((one) => (one.chatId === "+mail" ? { ...one, unread: one.messages } : one))
        }
      }))
    },
    /is shown chats/
  ],
  ["[D11.4b] an opened chat stays unread", "D5.9a", { make: writing(without("ChatOpened")) }, /is shown chats/],
  [
    "[D5.9d] notices that were read stay unread",
    "D5.9a",
    { make: writing(without("NoticesRead")) },
    /notices, and has/
  ],
  [
    "[D5.9d] a badge is no news",
    "D5.9a",
    {
      make: wrapped(({ views }) => ({
        views: {
          ...views,
          unread: (state, userId) => {
            const shown = views.unread(state, userId)
            return shown && { ...shown, notices: { ...shown.notices, gamification: 0 } }
          }
        }
      }))
    },
    /and 0 notices, and has/
  ],
  [
    "[D5.9f] an opening is not written down",
    "D5.9a",
    { make: writing(without("InteractionOpened")) },
    /is shown .* unread, and has/
  ]
]
