/** What each user has been told and has not read yet: notices that were sent to them, and badges they were given. */
import type { ContentId, Instant, NoticeId, UserId } from "../kernel/fields.ts"
import { emptyHamt, hamtGet, hamtSet, type Hamt } from "../kernel/hamt.ts"
import type { Owner } from "../kernel/owner.ts"
import { NOTICES_PER_USER_MAX, type NoticeEvent } from "./events.ts"

export interface NoticeRef {
  readonly id: NoticeId
  readonly at: Instant
  /** Null for a badge, and for what an API key sent. */
  readonly fromUserId: UserId | null
  /** Null for a badge. */
  readonly content: ContentId | null
}

/** Oldest first. `older` are unread too, and are kept no more: only reading all reads them. */
export interface UnreadNotices {
  readonly unread: ReadonlyArray<NoticeRef>
  readonly older: number
}

export interface NoticeBoxes {
  readonly custom: UnreadNotices
  readonly gamification: UnreadNotices
}

/** By user; none has nothing unread. */
export type Notices = Hamt<NoticeBoxes>

export const noNotices: Notices = emptyHamt()

const none: UnreadNotices = { unread: [], older: 0 }
const noBoxes: NoticeBoxes = { custom: none, gamification: none }

export const boxesOf = (notices: Notices, userId: string): NoticeBoxes => hamtGet(notices, userId) ?? noBoxes

export const unreadOf = ({ unread, older }: UnreadNotices): number => unread.length + older

const told = ({ unread, older }: UnreadNotices, ref: NoticeRef): UnreadNotices => ({
  unread: [...unread.slice(1 - NOTICES_PER_USER_MAX), ref],
  older: older + (unread.length < NOTICES_PER_USER_MAX ? 0 : 1)
})

const without = ({ unread, older }: UnreadNotices, ids: ReadonlyArray<NoticeId>): UnreadNotices => ({
  unread: unread.filter(({ id }) => !ids.includes(id)),
  older
})

interface When {
  readonly at: Instant
  readonly owner: Owner
}

/** O(recipients × their unread notices). */
export function evolve(notices: Notices, event: NoticeEvent, { at, owner }: When): Notices {
  if (event._tag === "NoticeSent") {
    const { noticeId: id, fromUserId, content, recipients } = event
    let next = notices
    for (const userId of recipients) {
      const boxes = boxesOf(next, userId)
      next = hamtSet(next, userId, { ...boxes, custom: told(boxes.custom, { id, at, fromUserId, content }) }, owner)
    }
    return next
  }
  const { userId, noticeIds } = event
  if (noticeIds === null) return hamtSet(notices, userId, noBoxes, owner)
  const { custom, gamification } = boxesOf(notices, userId)
  const left = { custom: without(custom, noticeIds), gamification: without(gamification, noticeIds) }
  return hamtSet(notices, userId, left, owner)
}

/** A badge is news for who gets it. */
export function awarded(
  notices: Notices,
  { id, userId }: { readonly id: NoticeId; readonly userId: UserId },
  { at, owner }: When
): Notices {
  const boxes = boxesOf(notices, userId)
  const gamification = told(boxes.gamification, { id, at, fromUserId: null, content: null })
  return hamtSet(notices, userId, { ...boxes, gamification }, owner)
}
