/** What an agent's desk shows as theirs: DOMAIN 5.2, 11.1. */
import { describe, expect, it } from "vitest"
import { acceptTransfer, owning, toAgent } from "./given-active.ts"

describe("a transfer", () => {
  it("[D5.2e] [D11.2b] is in the inbox of whom it is offered to until it is answered, with who and until when", () => {
    const story = owning()
    const inbox = () => story.centre.views.inbox(story.state, "bob")
    const expiresAt = story.now + 60_000
    toAgent(story, "i1", "bob")
    expect(inbox()).toMatchObject({
      active: [],
      offers: [],
      transfers: [{ interactionId: "i1", transfer: { transferId: "i1.t1", fromAgentId: "ann", expiresAt } }]
    })
    acceptTransfer(story, "i1")
    expect(inbox()).toMatchObject({ active: [{ interactionId: "i1", transfer: null }], transfers: [] })
  })
})
