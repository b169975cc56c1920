import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { composeMail, type OutgoingMail, referencesOf, replySubject } from "./compose.ts"
import { parseMail } from "./parse.ts"

const reply: OutgoingMail = {
  messageId: "<m.e1.token@campaign.test>",
  at: Date.UTC(2026, 10, 20, 13),
  from: { address: "support@campaign.test", name: 'Soporte, Señor "X"' },
  replyTo: "support+token@campaign.test",
  to: ["customer@ext.test"],
  cc: ["boss@ext.test"],
  bcc: ["audit@campaign.test"],
  subject: "RE: Re: AW: Mi pedido ñ",
  text: "Hola\n.punto",
  html: '<p>Hola <img src="cid:logo"></p>',
  attachments: [
    { fileName: "logo.png", contentType: "image/png", contentId: "logo", bytes: Uint8Array.from([0, 1, 2]) },
    { fileName: "../../factura ñ.pdf", contentType: "application/pdf", contentId: null, bytes: Uint8Array.from([9]) }
  ],
  inReplyTo: { messageId: "<b@ext.test>", references: ["<a@ext.test>", "garbage", "<x@ext.test>"] },
  isAutoReply: false
}

const compose = (mail: OutgoingMail) => Effect.runPromise(composeMail(mail))
const refusal = async (mail: Partial<OutgoingMail>) => {
  const { reason, field } = await Effect.runPromise(Effect.flip(composeMail({ ...reply, ...mail })))
  return { reason, field }
}

describe("An answer", () => {
  it("carries its ids, one Re:, the whole chain and its parts", async () => {
    const { raw, envelope } = await compose(reply)
    expect(envelope).toEqual({
      from: "support@campaign.test",
      to: ["customer@ext.test", "boss@ext.test", "audit@campaign.test"]
    })
    const parsed = await parseMail(raw)
    expect(parsed).toMatchObject({
      from: [{ address: "support@campaign.test", name: 'Soporte, Señor "X"' }],
      replyTo: [{ address: "support+token@campaign.test", name: "" }],
      to: [{ address: "customer@ext.test", name: "" }],
      cc: [{ address: "boss@ext.test", name: "" }],
      subject: "Re: Mi pedido ñ",
      messageId: "<m.e1.token@campaign.test>",
      inReplyTo: ["<b@ext.test>"],
      references: ["<a@ext.test>", "<x@ext.test>", "<b@ext.test>"],
      dateAt: reply.at,
      text: expect.stringContaining("Hola\n.punto"),
      html: expect.stringContaining("cid:logo"),
      isAutoSubmitted: false,
      hasParseTrouble: false
    })
    expect(
      parsed._tag === "ParsedMail" && parsed.attachments.map(({ fileName, contentId }) => [fileName, contentId])
    ).toEqual([
      ["logo.png", "logo"],
      ["factura ñ.pdf", null]
    ])
    expect(Buffer.from(raw).toString()).not.toMatch(/audit@|X-Mailer|[^\r]\n/)
  })

  it("is the same to the byte when it is made again", async () => {
    expect(Buffer.from((await compose(reply)).raw).equals(Buffer.from((await compose(reply)).raw))).toBe(true)
  })

  it("made by no person says so", async () => {
    const parsed = await parseMail((await compose({ ...reply, isAutoReply: true })).raw)
    expect(parsed).toMatchObject({ isAutoSubmitted: true, suppressesAutoReply: true })
  })

  it("keeps the first and the last of a long chain", () => {
    const ids = Array.from({ length: 500 }, (_, index) => `<${index}@x>`)
    const chain = referencesOf({ messageId: "<last@x>", references: ids })
    expect(chain.length).toBe(100)
    expect([chain[0], chain[1], chain.at(-1)]).toEqual(["<0@x>", "<402@x>", "<last@x>"])
  })

  it("has one Re: whatever stood before", () => {
    expect(
      ["hello", "re: hello", "RE[4]: Re: hello", "Re:Aw: hello", "hello\r\nBcc: x@y.test"].map(replySubject)
    ).toEqual(["Re: hello", "Re: hello", "Re: hello", "Re: hello", "Re: hello Bcc: x@y.test"])
  })
})

describe("A mail that would say more than it should", () => {
  it("is refused with the field at fault", async () => {
    const bad = [
      "a@x.test, b@x.test",
      "a@x.test\r\nBcc: b@x.test",
      "A <a@x.test>",
      "a@x.test\0",
      "",
      "a@@x",
      '"a b"@x.test'
    ]
    for (const address of bad) {
      expect(await refusal({ to: [address] })).toEqual({ reason: "bad-address", field: "to" })
      expect(await refusal({ replyTo: address })).toEqual({ reason: "bad-address", field: "replyTo" })
      expect(await refusal({ from: { address, name: "" } })).toEqual({ reason: "bad-address", field: "from" })
    }
    expect(await refusal({ cc: ["ok@x.test", "no"] })).toEqual({ reason: "bad-address", field: "cc.1" })
    expect(await refusal({ to: [], cc: [], bcc: [] })).toMatchObject({ reason: "no-recipients" })
    expect(await refusal({ messageId: "<a@b>\r\nX: y" })).toMatchObject({ reason: "bad-message-id" })
    const [part] = reply.attachments
    const attachments = part === undefined ? [] : [{ ...part, contentType: "image/png\r\nX: y" }]
    expect(await refusal({ attachments })).toEqual({ reason: "bad-attachment", field: "attachments.0" })
  })

  it("opens no header by its subject, its name or a file's", async () => {
    const [part] = reply.attachments
    const { raw } = await compose({
      ...reply,
      subject: "hi\r\nX-Evil: 1",
      from: { address: "support@campaign.test", name: "N\r\nX-Evil: 2" },
      attachments: part === undefined ? [] : [{ ...part, fileName: 'a"\r\nX-Evil: 3' }],
      inReplyTo: { messageId: "<a@b>\r\nX-Evil: 4", references: ["<c@d>\r\nX-Evil: 5"] }
    })
    expect(Buffer.from(raw).toString()).not.toMatch(/^X-Evil/im)
  })

  it("reads no file and no address", async () => {
    const text = Buffer.from(
      (await compose({ ...reply, html: '<img src="file:///etc/passwd">', attachments: [] })).raw
    ).toString()
    expect(text).toContain("file:///etc/passwd")
    expect(text).not.toContain("root:")
  })
})
