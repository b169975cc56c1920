/** Who may send which command, and see what: DOMAIN 12.2, 15.3. The whole table is walked. */
import { Result } from "effect"
import { describe, expect, it } from "vitest"
import { rules } from "../src/centre/access-table.ts"
import { audience, hindranceTo, mayDo, maySeeAgent, maySeeCampaign, type CentreCommand } from "../src/centre/index.ts"
import type { Role, UserId } from "../src/kernel/fields.ts"
import { UserId as UserIdSchema } from "../src/kernel/fields.ts"
import { Action } from "../src/user/index.ts"
import { Schema } from "effect"
import { accept, agents, arrive, campaign, centre, signOut, user } from "./given.ts"
import type { Plain, Story } from "./story.ts"

const idOf = Schema.decodeUnknownSync(UserIdSchema)

/** Whoever might ask, in each role they could have picked. */
const ACTORS: ReadonlyArray<readonly [name: string, userId: string, role: Role]> = [
  ["ann", "ann", "agent"],
  ["bob", "bob", "agent"],
  ["boss", "boss", "supervisor"],
  ["sue", "sue", "supervisor"],
  ["eye", "eye", "supervisor"],
  ["idle", "idle", "supervisor"],
  ["other", "other", "supervisor"],
  ["free", "free", "supervisor"],
  ["sue as agent", "sue", "agent"],
  ["ann as supervisor", "ann", "supervisor"],
  ["gone", "gone", "supervisor"],
  ["stranger", "stranger", "supervisor"]
]

const permissions = (story: Story, userId: string, given: Extract<Plain, { _tag: "SetPermissions" }>["permissions"]) =>
  story.send({ _tag: "SetPermissions", userId, permissions: given })

/** `sue` changes sales, `eye` only sees it, `idle` may do nothing, `other` has another campaign, `free` has all. */
function desk(): Story {
  const story = centre(
    agents("ann", "bob"),
    ...["sue", "eye", "idle", "other", "free", "gone"].map((id) => user(id, ["supervisor"])),
    campaign("sales", {}, ["ann"]),
    campaign("care", {}, ["bob"])
  )
  story.send({ _tag: "CreateUser", userId: "boss", displayName: "Boss", roles: ["supervisor"], administrator: true })
  const actions = [...Action.literals]
  permissions(story, "sue", { sees: ["sales"], changes: ["sales"], actions })
  permissions(story, "eye", { sees: ["sales"], changes: [], actions })
  permissions(story, "idle", { sees: "all", changes: "all", actions: [] })
  permissions(story, "other", { sees: ["care"], changes: ["care"], actions })
  story.send({ _tag: "DisableUser", userId: "gone" })
  story.send({ _tag: "DefineTemplate", template: "hello", campaign: "sales", content: "content1" })
  story.send({ _tag: "AddCannedResponse", cannedId: "hours", campaign: "sales", title: "Hours", content: "content2" })
  story.send({ _tag: "DefineDisposition", dispositionId: "won", campaign: "sales", value: "Won" })
  story.send({ _tag: "CreateDialer", campaign: "sales", settings: { template: "hello" } })
  story.send({ _tag: "CreateList", dialer: "sales", listId: "l1", name: "List", subject: "Hello" })
  arrive(story, "i1", "sales")
  accept(story, "i1")
  return story
}

/** Everything that a rule may read, of sales and of ann. */
const ABOUT = {
  agentId: "ann",
  userId: "ann",
  campaign: "sales",
  campaigns: ["sales"],
  agents: ["ann"],
  interactionId: "i1",
  dialer: "sales",
  listId: "l1",
  entries: [{ agentId: "ann" }],
  template: "hello",
  cannedId: "hours",
  dispositionId: "won",
  by: "supervisor",
  fromUserId: "ann",
  to: { campaign: "sales" }
}

const TAGS = Object.keys(audience)

/** The command as far as rules read it. Watches are whoever's who asks. */
const commandOf = (_tag: string, asking: string, about: object = ABOUT): CentreCommand =>
  // Rules read no other fields than these, and each command has those that its rule reads.
  ({
    ...about,
    supervisorId: asking,
    ...(_tag === "SendNotice" ? { fromUserId: asking } : {}),
    _tag
  }) as unknown as CentreCommand

const mayBe = (story: Story, tag: string, about: object = ABOUT): ReadonlyArray<string> =>
  ACTORS.filter(([, userId, role]) =>
    Result.isSuccess(mayDo(story.state, { userId: idOf(userId), role }, commandOf(tag, userId, about)))
  ).map(([name]) => name)

/** Those who are no users of the centre, or not in this role. */
const OUTSIDERS = ["sue as agent", "ann as supervisor", "gone", "stranger"]
const CHANGERS = ["boss", "sue", "free"]
const SEERS = ["boss", "sue", "eye", "free"]

/** Who may, by the form of the rule. */
function expected(tag: string): ReadonlyArray<string> {
  const rule = Object.entries(rules).find(([name]) => name === tag)?.[1]
  switch (rule?.who) {
    case "self":
      return ["ann"]
    case "user":
      return ACTORS.map(([name]) => name).filter((name) => !OUTSIDERS.includes(name))
    case "administrator":
      return ["boss"]
    case "own":
      return "or" in rule ? CHANGERS : ["ann"]
    case "supervisor":
      if (tag === "MergeContacts" || tag === "EraseContact") return [...CHANGERS, "eye", "other"].sort(asListed)
      if (tag === "StopSpy" || tag === "StopScreenMonitoring") return [...SEERS, "idle", "other"].sort(asListed)
      return rule.reach === "sees" ? SEERS : CHANGERS
    default:
      return []
  }
}

const asListed = (a: string, b: string): number =>
  ACTORS.findIndex(([name]) => name === a) - ACTORS.findIndex(([name]) => name === b)

describe("access to a command", () => {
  it("[D15.3a] goes by role, permissions and campaigns, of every command there is", () => {
    const story = desk()
    expect(TAGS.length).toBeGreaterThan(80)
    const walked = Object.fromEntries(TAGS.map((tag) => [tag, mayBe(story, tag)]))
    expect(walked).toEqual(Object.fromEntries(TAGS.map((tag) => [tag, expected(tag)])))
  })

  it("[D15.3a] is the public's of no command of the system, and of each public one somebody's", () => {
    const whose = Object.fromEntries(Object.entries(rules).map(([tag, { who }]) => [tag, who]))
    for (const [tag, of] of Object.entries(audience))
      expect([tag, whose[tag] === "engine"]).toEqual([tag, of === "system"])
  })

  it("[D15.3a] [D12.2b] is, by hand, this for one of each kind", () => {
    const story = desk()
    expect(mayBe(story, "ChangeCampaign")).toEqual(["boss", "sue", "free"])
    expect(mayBe(story, "StartDialer")).toEqual(["boss", "sue", "free"])
    expect(mayBe(story, "CompleteList")).toEqual(["boss", "sue", "free"])
    expect(mayBe(story, "PauseAgent")).toEqual(["boss", "sue", "eye", "free"])
    expect(mayBe(story, "StartSpy")).toEqual(["boss", "sue", "eye", "free"])
    expect(mayBe(story, "StartBreak")).toEqual(["ann"])
    expect(mayBe(story, "ChangePreferences")).toEqual(["ann"])
    expect(mayBe(story, "DefineBreak")).toEqual(["boss"])
    expect(mayBe(story, "SetPermissions")).toEqual(["boss"])
    expect(mayBe(story, "ReceiveMessage")).toEqual([])
    expect(mayBe(story, "UnlockScreen")).toEqual([])
    expect(mayBe(story, "ResumeMember", { ...ABOUT, by: "self" })).toEqual(["ann"])
  })

  it("[D12.2b] reaches every campaign that the command touches, not only one", () => {
    const story = desk()
    const both = { ...ABOUT, campaigns: ["sales", "care"] }
    expect(mayBe(story, "AddMembers", both)).toEqual(["boss", "free"])
    expect(mayBe(story, "RemoveCampaign", { ...ABOUT, moveTo: "care" })).toEqual(["boss", "free"])
    expect(mayBe(story, "RemoveCampaign")).toEqual(["boss", "sue", "free"])
  })

  it("[D12.2b] sends what overflows nowhere out of reach; what went there already may go on", () => {
    const story = desk()
    const to = (settings: object) => mayBe(story, "ChangeCampaign", { ...ABOUT, settings })
    const step = { afterSeconds: 5, overflow: { to: "care" } }
    expect(to({ overflowTarget: null, steps: [] })).toEqual(["boss", "sue", "free"])
    expect(to({ overflowTarget: "care" })).toEqual(["boss", "free"])
    expect(to({ steps: [step] })).toEqual(["boss", "free"])
    story.send({ _tag: "ChangeCampaign", campaign: "sales", settings: { overflowTarget: "care" } })
    expect(to({ overflowTarget: "care", weight: 2 })).toEqual(["boss", "sue", "free"])
  })

  it("[D11.4a] [D12.2b] leaves the shared entries of the phonebook to supervisors who keep contacts", () => {
    const story = desk()
    story.send({ _tag: "AddPhonebookEntry", entryId: "mine", userId: "ann", name: "n1", address: "a1" })
    story.send({ _tag: "AddPhonebookEntry", entryId: "ours", userId: "sue", shared: true, name: "n2", address: "a2" })
    const may = (tag: string, userId: string, entry: object) => mayBe(story, tag, { userId, ...entry })
    expect(may("AddPhonebookEntry", "ann", { entryId: "e3" })).toEqual(["ann"])
    expect(may("AddPhonebookEntry", "ann", { entryId: "e3", shared: true })).toEqual([])
    expect(may("AddPhonebookEntry", "sue", { entryId: "e3", shared: true })).toEqual(["sue"])
    for (const tag of ["ChangePhonebookEntry", "RemovePhonebookEntry"]) {
      expect(may(tag, "ann", { entryId: "mine" })).toEqual(["ann"])
      expect(may(tag, "ann", { entryId: "ours" })).toEqual([])
      expect(may(tag, "other", { entryId: "ours" })).toEqual(["other"])
      expect(may(tag, "idle", { entryId: "ours" })).toEqual([])
    }
  })

  it("[D12.2b] [D3.9c] changes what serves every campaign only for who changes every campaign", () => {
    const story = desk()
    expect(mayBe(story, "DefineTemplate", { ...ABOUT, campaign: null })).toEqual(["boss", "free"])
    expect(mayBe(story, "ChangeTemplate", { ...ABOUT, campaign: null })).toEqual(["boss", "free"])
    expect(mayBe(story, "AddCannedResponse", { ...ABOUT, campaign: null })).toEqual(["boss", "free"])
    expect(mayBe(story, "DefineDisposition", { ...ABOUT, parent: "won" })).toEqual(["boss", "sue", "free"])
    story.send({ _tag: "ChangeTemplate", template: "hello", campaign: null })
    expect(mayBe(story, "ChangeTemplate")).toEqual(["boss", "free"])
    expect(mayBe(story, "RemoveTemplate")).toEqual(["boss", "free"])
    expect(mayBe(story, "ChangeTemplate", { ...ABOUT, template: "none" })).toEqual(["boss", "free"])
  })

  it("[D12.2b] follows the permissions as they are now", () => {
    const story = desk()
    permissions(story, "eye", { sees: "all", changes: ["sales"], actions: ["campaigns", "campaigns"] })
    expect(mayBe(story, "ChangeCampaign")).toEqual(["boss", "sue", "eye", "free"])
    expect(mayBe(story, "PauseAgent")).toEqual(["boss", "sue", "free"])
    expect(permissions(story, "eye", { sees: "all", changes: ["sales", "sales"], actions: ["campaigns"] })).toEqual([])
  })

  it("[D12.1a] lets nobody watch in another's name", () => {
    const story = desk()
    const acting = { userId: idOf("sue"), role: "supervisor" } as const
    expect(hindranceTo(story.state, acting, commandOf("StartSpy", "sue"))).toBeNull()
    expect(hindranceTo(story.state, acting, commandOf("StartSpy", "free"))).toBe("not-oneself")
  })

  it("[D15.3a] is of one centre: a user of one is nobody in another", () => {
    const acting = { userId: idOf("boss"), role: "supervisor" } as const
    expect(Result.isSuccess(mayDo(desk().state, acting, commandOf("DefineBreak", "boss")))).toBe(true)
    expect(hindranceTo(centre(agents("ann")).state, acting, commandOf("DefineBreak", "boss"))).toBe("not-a-user")
  })

  it("[D15.3b] is refused alike whatever hinders, and whether or not there is such a thing", () => {
    const story = desk()
    const refusal = (userId: string, about: object, tag = "ChangeCampaign") => {
      const acting = { userId: idOf(userId), role: "supervisor" } as const
      const result = mayDo(story.state, acting, commandOf(tag, userId, { ...ABOUT, ...about }))
      return Result.isFailure(result) ? result.failure : null
    }
    const alike = { _tag: "AccessDenied", command: "ChangeCampaign" }
    expect(refusal("sue", { campaign: "care" })).toEqual(alike)
    expect(refusal("sue", { campaign: "none" })).toEqual(alike)
    expect(refusal("eye", {})).toEqual(alike)
    expect(refusal("idle", {})).toEqual(alike)
    expect(refusal("stranger", {})).toEqual(alike)
    const spied = { _tag: "AccessDenied", command: "StartSpy" }
    expect(refusal("other", {}, "StartSpy")).toEqual(spied)
    expect(refusal("other", { interactionId: "none" }, "StartSpy")).toEqual(spied)
    expect(refusal("sue", {})).toBeNull()
  })
})

describe("what is shown to a user", () => {
  const see = (story: Story, what: "sales" | "care" | "ann") =>
    ACTORS.filter(([, id, role]) => {
      const acting: { userId: UserId; role: Role } = { userId: idOf(id), role }
      return what === "ann" ? maySeeAgent(story.state, acting, what) : maySeeCampaign(story.state, acting, what)
    }).map(([name]) => name)

  it("[D12.2b] [D15.3a] is, to supervisors, the campaigns they see and who works there; to agents, their own", () => {
    const story = desk()
    expect(see(story, "sales")).toEqual(["ann", "boss", "sue", "eye", "idle", "free"])
    expect(see(story, "care")).toEqual(["bob", "boss", "idle", "other", "free"])
    expect(see(story, "ann")).toEqual(["ann", "boss", "sue", "eye", "idle", "free"])
    signOut(story, "bob")
    story.send({ _tag: "RemoveMembers", campaigns: ["sales"], agents: ["ann"] })
    expect(see(story, "ann")).toEqual(["ann", "boss", "idle", "free"])
  })
})
