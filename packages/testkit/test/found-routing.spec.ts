/** What the laws of routing found in the core, each as its shortest story. */
import { Centre } from "@parley/core"
import { vectorValues } from "@parley/core/internal"
import { expect, test } from "vitest"
import { allAt, at, given, utcZones, type PlainCommand } from "../src/index.ts"

const centre = Centre.make({ channels: [{ name: "email", kind: "asynchronous", media: "text" }], zones: utcZones })
const agents = ["ann", "bob"] as const
type Settings = NonNullable<Extract<PlainCommand, { readonly _tag: "CreateCampaign" }>["settings"]>

const arrival = (interactionId: string, campaign = "mail") =>
  ({
    _tag: "ReceiveMessage",
    interactionId,
    campaign,
    contents: { body: "body", raw: null, attachments: [] }
  }) as const

/** Ann alone is in `mail` and, if it is there, in `other`; bob is in neither. */
const staffed = (mail: Settings, other?: Settings) =>
  allAt(
    "09:00:00",
    { _tag: "CreateCentre", seed: "seed", zone: "UTC" },
    ...agents.map((userId): PlainCommand => ({ _tag: "CreateUser", userId, displayName: userId, roles: ["agent"] })),
    ...(other === undefined
      ? []
      : [
          { _tag: "CreateCampaign", campaign: "other", channel: "email", settings: other } as const,
          { _tag: "AddMembers", campaigns: ["other"], agents: ["ann"] } as const
        ]),
    { _tag: "CreateCampaign", campaign: "mail", channel: "email", settings: mail },
    { _tag: "AddMembers", campaigns: ["mail"], agents: ["ann"], penalty: 5 },
    { _tag: "SignIn", agentId: "ann", sessionId: "s1" }
  )

const tagsFrom = (time: string, { driver }: ReturnType<typeof given>): ReadonlyArray<string> => {
  const from = at(time, { _tag: "Tick" }).at
  return driver.log.filter((recorded) => recorded.at >= from).map(({ event }) => event._tag)
}

const step = { afterSeconds: 1, skills: [], penaltyRange: null, overflow: null }

test("[D4.4f] steps that come due together take effect together, and routing follows", () => {
  const settings = {
    skills: [{ skill: "french", level: 1 }],
    penaltyRange: { from: 0, to: 0 },
    steps: [
      { ...step, skills: [{ skill: "french", level: 0 }] },
      { ...step, penaltyRange: { from: 0, to: 100 } }
    ]
  }
  const story = given(centre, staffed(settings), at("09:00:01", arrival("i1")), at("09:00:05", { _tag: "Tick" }))
  expect(tagsFrom("09:00:02", story)).toEqual(["EntryRelaxed", "EntryRelaxed", "InteractionOffered"])
})

test("[D4.4o] a client who leaves while an overflow waits for the offer's end goes nowhere", () => {
  const steps = [{ ...step, overflow: { to: "other" } }]
  const story = given(
    centre,
    staffed({ steps }, {}),
    at("09:00:01", arrival("i1")),
    at("09:00:05", { _tag: "LeaveInteraction", interactionId: "i1" })
  )
  expect(tagsFrom("09:00:05", story)).toEqual(["OfferRevoked", "InteractionAbandoned", "InteractionClosed"])
})

const pull = { eligibility: "ringallmultiple", weight: 2 }

test("[D4.6] [D4.10b] who yields to a weight is offered work in the step in which that weight is lowered", () => {
  const story = given(
    centre,
    staffed({ weight: 1 }, pull),
    at("09:00:01", arrival("i1", "other")),
    at("09:00:02", arrival("i2")),
    at("09:00:03", { _tag: "ChangeCampaign", campaign: "other", settings: { weight: 1 } })
  )
  expect(tagsFrom("09:00:03", story)).toEqual(["CampaignChanged", "InteractionOffered"])
})

test("[D4.6] [D4.8f] work that somebody is passed over for holds them from no other work", () => {
  const story = given(
    centre,
    staffed({}, pull),
    at("09:00:01", arrival("i1")),
    at("09:00:02", { _tag: "AcceptOffer", interactionId: "i1", offerId: "i1.o1", agentId: "ann" }),
    at("09:00:03", {
      _tag: "TransferInteraction",
      interactionId: "i1",
      agentId: "ann",
      to: { kind: "campaign", campaign: "other" }
    }),
    at("09:00:04", arrival("i2"))
  )
  expect(tagsFrom("09:00:04", story)).toContain("InteractionOffered")
})

test("[D4.11a] who comes for the first time is kept for nobody", () => {
  const first = { ...arrival("i1"), from: ["1:client0000000000"] }
  const story = given(centre, staffed({ delivery: "preferred" }), at("09:00:01", first))
  const queued = story.driver.log.flatMap(({ event }) => (event._tag === "InteractionQueued" ? [event.preferred] : []))
  expect(queued).toEqual([null])
})

test("[D4.3-rrordered] the pointer stays where a member left it, also when they come back and are moved", () => {
  const { driver } = given(
    centre,
    staffed({ delivery: "rrordered" }),
    at("09:00:01", arrival("i1")),
    allAt(
      "09:00:02",
      { _tag: "LeaveInteraction", interactionId: "i1" },
      { _tag: "RemoveMembers", campaigns: ["mail"], agents: ["ann"] },
      { _tag: "AddMembers", campaigns: ["mail"], agents: ["ann"] },
      { _tag: "ChangeMember", campaign: "mail", agentId: "ann", position: 9 }
    )
  )
  const [mail] = vectorValues(driver.state.facts.campaigns)
  expect(mail?.pointer).toMatchObject({ ordinal: 1, position: 1 })
})
