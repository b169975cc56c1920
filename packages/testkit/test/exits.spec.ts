/** The law of exits, where somebody might blame the core without cause: found by the soak of histories. */
import { expect, test } from "vitest"
import { allAt, allLaws, open } from "../src/index.ts"
import { subjectOf } from "../src/laws.ts"
import { observe } from "../src/observe.ts"

const contents = { body: "body", raw: null, attachments: [] }
const to = ["1:client1000000000000001"]
const FIELDS = ["to", "subject", "number"]

test("[L7] does not ask a client to leave whose call ends because another has left", () => {
  const subject = subjectOf({})
  const observed = observe(
    subject,
    allLaws.filter(({ id }) => id === "L7")
  )
  const driver = open(subject.centre, observed.options)
  const story = allAt(
    "09:00:00",
    { _tag: "CreateCentre", seed: "seed", zone: "UTC", requeueAfterDisconnectSeconds: 0 },
    ...["ann", "bob"].map((userId) => ({ _tag: "CreateUser", userId, displayName: userId, roles: ["agent"] }) as const),
    { _tag: "CreateCampaign", campaign: "sales", channel: "phone", settings: { eligibility: "voice" } },
    {
      _tag: "CreateCampaign",
      campaign: "mail",
      channel: "email",
      settings: { eligibility: "ringall", wrapUpSeconds: 1 }
    },
    { _tag: "AddMembers", campaigns: ["sales"], agents: ["ann", "bob"] },
    { _tag: "AddMembers", campaigns: ["mail"], agents: ["bob"] },
    ...["ann", "bob"].map((agentId) => ({ _tag: "SignIn", agentId, sessionId: "s1" }) as const),
    { _tag: "ReceiveMessage", interactionId: "a", campaign: "mail", contents },
    { _tag: "StartInteraction", interactionId: "b", agentId: "ann", campaign: "sales", fields: FIELDS, to, contents },
    { _tag: "TransferInteraction", interactionId: "b", agentId: "ann", to: { kind: "agent", agentId: "bob" } },
    { _tag: "TakeInteraction", interactionId: "a", agentId: "bob" },
    { _tag: "DisableCampaign", campaign: "sales" },
    { _tag: "LoseSession", agentId: "ann", sessionId: "s1" }
  )
  for (const { at, command } of story) driver.send(at, command)
  // When the client of a leaves, Bob wraps up and can be handed nothing; Ann is gone, and b has no campaign to wait in.
  expect(() => observed.end(driver)).not.toThrow()
})
