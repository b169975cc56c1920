import { putBody } from "@parley/core/engine"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { CENTRE } from "../test/centre.ts"
import { deliver, houses } from "../test/house.ts"
import { field, taken } from "../test/taken.ts"

const { open } = houses()

describe("An automatic reply", () => {
  it("[D8.5a] [D8.5b] goes out by its template, marked so that no machine answers it", async () => {
    const { centre, servers } = await open()
    const body = {
      ...{ from: null, to: [], cc: [], reference: null, references: [], sentAt: null, attachments: [] },
      ...{ subject: null, text: "Dear ${name}, we have read <${subject}>", html: "<p>${subject}</p>" }
    }
    const content = await Effect.runPromise(putBody(centre.process.vault, CENTRE, body))
    await centre.send({ _tag: "DefineTemplate", template: "thanks", content })
    await centre.send({ _tag: "ChangeCampaign", campaign: "support", settings: { autoReply: "thanks" } })
    deliver(servers, { id: "<3@ext.test>", subject: "A & B" })
    await centre.seen("MessageSent")
    const mail = await taken(servers)
    expect(field(mail, "auto-submitted")).toBe("auto-replied")
    expect(field(mail, "to")).toBe("customer@ext.test")
    expect(field(mail, "in-reply-to")).toBe("<3@ext.test>")
    expect(mail.subject).toBe("Re: A & B")
    expect(mail.text?.trim()).toBe("Dear Ann, we have read <A & B>")
    expect(mail.html).toContain("<p>A &#38; B</p>")
    deliver(servers, { id: "<4@ext.test>", subject: "Another" })
    expect(await centre.seen("MessageReceived", 2)).toMatchObject([{}, { automatic: false }])
    expect(await centre.seen("ClientAutoReplied")).toHaveLength(1)
  })
})
