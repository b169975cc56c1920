/** What the laws found in the core, each as its shortest story. */
import { Centre } from "@parley/core"
import { vectorValues } from "@parley/core/internal"
import { describe, expect, test } from "vitest"
import { allAt, at, given, instant, utcZones, type PlainCommand } from "../src/index.ts"

const centre = Centre.make({
  channels: [
    { name: "email", kind: "asynchronous", media: "text" },
    { name: "webchat", kind: "live", media: "text" }
  ],
  zones: utcZones
})
const agents = ["ann", "bob"] as const
const contents = { body: "body", raw: null, attachments: [] }
const arrival = (interactionId: string, campaign = "mail") =>
  ({
    _tag: "ReceiveMessage",
    interactionId,
    campaign,
    contents
  }) as const

/** Two agents signed in, both members of one campaign with these settings. */
const staffed = (
  settings: NonNullable<Extract<PlainCommand, { readonly _tag: "CreateCampaign" }>["settings"]>,
  channel = "email"
) =>
  allAt(
    "09:00:00",
    { _tag: "CreateCentre", seed: "seed", zone: "UTC" },
    ...agents.map((userId): PlainCommand => ({ _tag: "CreateUser", userId, displayName: userId, roles: ["agent"] })),
    { _tag: "CreateCampaign", campaign: "mail", channel, settings },
    { _tag: "AddMembers", campaigns: ["mail"], agents: [...agents] },
    ...agents.map((agentId): PlainCommand => ({ _tag: "SignIn", agentId, sessionId: "s1" }))
  )

describe("members that change twice in one step", () => {
  test("[D3.8a] [D3.8c] of two members removed at once neither gets anything new", () => {
    const removal = at("09:00:01", { _tag: "RemoveMembers", campaigns: ["mail"], agents: [...agents] })
    given(centre, staffed({}), removal)
      .when(at("09:00:02", arrival("i1")))
      .then([
        {
          _tag: "InteractionArrived",
          interactionId: "i1",
          campaign: "mail",
          channel: "email",
          kind: "asynchronous",
          media: "text",
          contactId: null,
          address: null,
          linkedTo: null,
          skills: []
        },
        {
          _tag: "MessageReceived",
          messageId: "i1.m1",
          interactionId: "i1",
          campaign: "mail",
          through: null,
          contactId: null,
          contents,
          participants: [],
          reference: null,
          fingerprint: null,
          subject: null,
          threadedBy: "new",
          automatic: false,
          place: null
        },
        {
          _tag: "InteractionQueued",
          interactionId: "i1",
          campaign: "mail",
          entry: 1,
          kind: "arrival",
          place: "queue",
          priority: 9_999,
          enteredAt: instant("09:00:02"),
          waitingSince: instant("09:00:02"),
          dropoutAt: null,
          requirement: { skills: [], penaltyRange: { from: 0, to: 100 } },
          steps: [],
          preferred: null,
          passedOver: [],
          retryAt: null
        }
      ])
  })

  test("[L2] [D4.5a] what one step offers counts at once: nobody is offered more than the maximum per agent", () => {
    const waiting = allAt(
      "09:00:01",
      { _tag: "DisableCampaign", campaign: "mail" },
      ...["i1", "i2", "i3", "i4"].map((id) => arrival(id))
    )
    const { driver } = given(
      centre,
      staffed({ perAgentMax: 1 }),
      waiting,
      at("09:00:02", { _tag: "EnableCampaign", campaign: "mail" })
    )
    const offered = driver.log.flatMap(({ event }) => (event._tag === "InteractionOffered" ? [event.agentId] : []))
    expect(offered).toEqual(["ann", "bob"])
  })
})

test("[D2.2b] an agent who finishes into wrap-up is busy throughout: statusSince does not restart", () => {
  const { driver } = given(
    centre,
    staffed({ wrapUpSeconds: 30 }),
    at("09:00:01", arrival("i1")),
    at("09:00:02", { _tag: "AcceptOffer", interactionId: "i1", offerId: "i1.o1", agentId: "ann" }),
    at("09:00:10", { _tag: "FinishInteraction", interactionId: "i1", agentId: "ann" })
  )
  const [ann] = vectorValues(driver.state.facts.agents)
  expect(ann).toMatchObject({ id: "ann", statusSince: instant("09:00:02") })
})

test("[D8.3b] [D8.3c] a place that is left alone a second time does not turn the mailbox back", () => {
  const place = (sequence: number) => ({ source: "box", epoch: 1, sequence })
  const skip = (sequence: number): PlainCommand => ({
    _tag: "SkipMessage",
    campaign: "mail",
    reason: "own",
    place: place(sequence)
  })
  given(centre, staffed({}), at("09:00:01", skip(7)))
    .when(at("09:00:02", skip(3)))
    .thenNothing()
    .when(at("09:00:03", { ...arrival("i1"), place: place(5) }))
    .thenNothing()
    .when(
      at("09:00:04", { _tag: "QuarantineMessage", campaign: "mail", raw: null, reason: "too-deep", place: place(7) })
    )
    .thenNothing()
})
