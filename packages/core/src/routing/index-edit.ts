/** The two edits that every index shares. */
import type { Instant } from "../kernel/fields.ts"
import { orderedAdd, orderedDelete } from "../kernel/ordered-set.ts"
import { vectorSet } from "../kernel/vector.ts"
import { editable, type CampaignIndex } from "./campaign-index.ts"
import { at, type IndexDraft } from "./view.ts"

/** The campaign's index, to be edited in place. */
export function editCampaign(draft: IndexDraft, number: number): CampaignIndex {
  const index = at(draft.campaigns, number)
  const mine = editable(index, draft.owner)
  if (mine !== index) draft.campaigns = vectorSet(draft.campaigns, number, mine, draft.owner)
  return mine
}

/** One deadline of one thing moved, appeared or went away. */
export function moveDeadline(
  draft: IndexDraft,
  about: { readonly kind: number; readonly id: string },
  from: Instant | null,
  to: Instant | null
): void {
  if (from === to) return
  const { kind, id } = about
  if (from !== null) draft.deadlines = orderedDelete(draft.deadlines, { due: from, kind, id }, draft.owner)
  if (to !== null) draft.deadlines = orderedAdd(draft.deadlines, { due: to, kind, id }, draft.owner)
}
