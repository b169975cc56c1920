import { Result } from "effect"
import { describe, expect, it } from "vitest"
import { CampaignName, ChannelName, ContentId, DispositionId } from "../kernel/fields.ts"
import type { DispositionNode } from "../disposition/index.ts"
import { emptyHamt, hamtSet } from "../kernel/hamt.ts"
import { newOwner } from "../kernel/owner.ts"
import { resolveDisposition } from "./dispositions.ts"

const id = (text: string) => DispositionId.make(text)
const plain: Omit<DispositionNode, "id"> = {
  parent: null,
  orphaned: false,
  children: 0,
  value: "",
  campaign: null,
  channels: [],
  enabled: true,
  final: true,
  commentRequired: false,
  action: "none"
}

const nodes: { readonly [id: string]: Omit<DispositionNode, "id"> } = {
  sale: { ...plain, value: "Sale", final: false },
  won: { ...plain, parent: id("sale"), value: "Won" },
  lost: { ...plain, parent: id("sale"), value: "Lost", commentRequired: true },
  later: { ...plain, parent: id("sale"), value: "Later", action: "reschedule" },
  unreached: { ...plain, value: "Not reached", action: "respool-alternative" },
  old: { ...plain, value: "Old", enabled: false },
  theirs: { ...plain, value: "Theirs", campaign: CampaignName.make("support") },
  spoken: { ...plain, value: "Spoken", channels: [ChannelName.make("phone")] }
}
const owner = newOwner()
const tree = Object.entries(nodes).reduce(
  (known, [name, node]) => hamtSet(known, name, { ...node, id: id(name) }, owner),
  emptyHamt<DispositionNode>()
)
const place = { campaign: CampaignName.make("sales"), channel: ChannelName.make("mail") }

const filed = (path: ReadonlyArray<string>, more: { readonly comment?: string; readonly at?: number } = {}) => {
  const comment = more.comment === undefined ? null : ContentId.make(more.comment)
  const at = more.at === undefined ? {} : { at: more.at }
  const result = resolveDisposition(tree, place, { path: path.map(id), comment, ...at })
  return Result.isSuccess(result) ? result.success : result.failure
}
const refused = (level: number, because: string) => ({ _tag: "DispositionNotValid", level, because })

describe("a disposition", () => {
  it("is a path from the root to a node that may be the last, told with its values", () => {
    expect(filed(["sale", "won"])).toEqual({
      levels: [
        { id: "sale", value: "Sale" },
        { id: "won", value: "Won" }
      ],
      action: { kind: "none" }
    })
    expect(filed(["won"])).toEqual(refused(1, "unknown"))
    expect(filed(["sale", "nothing"])).toEqual(refused(2, "unknown"))
    expect(filed(["sale", "unreached"])).toEqual(refused(2, "unknown"))
    expect(filed(["sale"])).toEqual(refused(1, "not-final"))
  })

  it("is of the campaign and the channel, and enabled", () => {
    expect(filed(["old"])).toEqual(refused(1, "disabled"))
    expect(filed(["theirs"])).toEqual(refused(1, "other-campaign"))
    expect(filed(["spoken"])).toEqual(refused(1, "other-channel"))
  })

  it("has the comment and the date that it asks for, and says what is to be done", () => {
    expect(filed(["sale", "lost"])).toEqual(refused(2, "comment-missing"))
    expect(filed(["sale", "lost"], { comment: "content1" })).toMatchObject({ action: { kind: "none" } })
    expect(filed(["sale", "later"])).toEqual(refused(2, "date-missing"))
    expect(filed(["sale", "later"], { at: 90_000 })).toMatchObject({ action: { kind: "reschedule", at: 90_000 } })
    expect(filed(["unreached"])).toMatchObject({ action: { kind: "respool-alternative" } })
  })
})
