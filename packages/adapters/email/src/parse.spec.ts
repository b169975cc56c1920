import { describe, expect, it } from "vitest"
import { hostileMails, mail } from "../test/mails.ts"
import { PARSE_LIMITS, type ParsedMail } from "./mail.ts"
import { parseMail } from "./parse.ts"

const read = async (raw: Uint8Array): Promise<ParsedMail> => {
  const result = await parseMail(raw)
  if (result._tag !== "ParsedMail") throw new Error(`unreadable: ${result.reason}`)
  return result
}

describe("A received mail", () => {
  it("is read into addresses, subject, text and ids", async () => {
    const parsed = await read(
      mail([
        "From: =?utf-8?Q?Jos=C3=A9?= P <Jose@EXAMPLE.com>",
        "To: Support <support@campaign.test>, b@x.test",
        "Cc: group: c@x.test, d@x.test;",
        "Reply-To: other@example.com",
        "Subject: =?utf-8?B?w6FjY291bnQ=?=",
        "Message-ID: <One.A@x.test>",
        "In-Reply-To: <zero@x.test>",
        "References: <a@x.test>\r\n <zero@x.test>",
        "Date: Fri, 20 Nov 2026 10:00:00 -0300",
        "",
        "Hello"
      ])
    )
    expect(parsed).toMatchObject({
      from: [{ address: "jose@example.com", name: "José P" }],
      to: [
        { address: "support@campaign.test", name: "Support" },
        { address: "b@x.test", name: "" }
      ],
      cc: [
        { address: "c@x.test", name: "" },
        { address: "d@x.test", name: "" }
      ],
      replyTo: [{ address: "other@example.com", name: "" }],
      subject: "áccount",
      text: expect.stringMatching(/^Hello\n?$/),
      html: null,
      attachments: [],
      messageId: "<One.A@x.test>",
      inReplyTo: ["<zero@x.test>"],
      references: ["<a@x.test>", "<zero@x.test>"],
      dateAt: Date.UTC(2026, 10, 20, 13),
      isAutoSubmitted: false,
      isBulk: false,
      isList: false,
      hasNullReturnPath: false,
      isDeliveryReport: false,
      hasDuplicateFrom: false,
      hasParseTrouble: false
    })
  })

  it("keeps its attachments' bytes, under safe names", async () => {
    const parsed = await read(
      mail([
        "From: a@x.test",
        "Content-Type: multipart/mixed; boundary=b",
        "",
        "--b",
        "Content-Type: text/html",
        "",
        '<p>hi <img src="cid:logo@x"></p>',
        "--b",
        'Content-Type: image/png; name="../../etc/passwd"',
        "Content-ID: <logo@x>",
        "Content-Disposition: inline",
        "Content-Transfer-Encoding: base64",
        "",
        "AAEC",
        "--b",
        "Content-Type: application/pdf",
        "Content-Disposition: attachment; filename*=utf-8''%e2%82%ac%20rates%E2%80%AEfdp.exe",
        "",
        "x",
        "--b",
        "Content-Type: application/octet-stream",
        "Content-Disposition: attachment",
        "",
        "--b--"
      ])
    )
    expect(parsed.html).toContain("cid:logo@x")
    expect(parsed.attachments.map(({ fileName, contentId, isInline }) => ({ fileName, contentId, isInline }))).toEqual([
      { fileName: "passwd", contentId: "logo@x", isInline: true },
      { fileName: "€ ratesfdp.exe", contentId: null, isInline: false },
      { fileName: "attachment-3", contentId: null, isInline: false }
    ])
    expect([...(parsed.attachments[0]?.bytes ?? [])]).toEqual([0, 1, 2])
    expect(parsed.attachments[2]?.bytes.length).toBe(0)
  })

  it("[D8.3k] names the ids in garbage, and at most the first and last hundred references", async () => {
    const ids = Array.from({ length: 3_000 }, (_, index) => `<${index}@x>`)
    const parsed = await read(
      mail([
        "From: a@x.test",
        'In-Reply-To: "Foo" message of <9@x> and <8@x>',
        `References: garbage ${ids.join("")},`,
        "Message-ID: 123@x (c)",
        "",
        "text"
      ])
    )
    expect(parsed.inReplyTo).toEqual(["<9@x>", "<8@x>"])
    expect(parsed.references).toEqual([...ids.slice(0, 100), ...ids.slice(-100)])
    expect(parsed.messageId).toBe("<123@x>")
  })

  it("is known as a machine's by its header", async () => {
    const flags = async (...lines: string[]) => {
      const found = await read(mail(["From: a@x.test", ...lines, "", "text"]))
      return [found.isAutoSubmitted, found.isBulk, found.isList, found.suppressesAutoReply, found.hasNullReturnPath]
    }
    expect(await flags("Auto-Submitted: auto-replied")).toEqual([true, false, false, false, false])
    expect(await flags("Auto-Submitted: no")).toEqual([false, false, false, false, false])
    expect(await flags("X-Autoreply: yes")).toEqual([true, false, false, false, false])
    expect(await flags("Precedence: bulk")).toEqual([false, true, false, false, false])
    expect(await flags("List-Id: <l.x.test>")).toEqual([false, false, true, false, false])
    expect(await flags("X-Auto-Response-Suppress: DR, OOF, AutoReply")).toEqual([false, false, false, true, false])
    expect(await flags("Return-Path: <>")).toEqual([false, false, false, false, true])
  })

  it("is known as a delivery report, whose own part keeps its bytes", async () => {
    const parsed = await read(
      mail([
        "From: MAILER-DAEMON@x.test",
        "Content-Type: multipart/report; report-type=delivery-status;\r\n boundary=b",
        "",
        "--b",
        "",
        "It failed",
        "--b",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; x.test",
        "",
        "Final-Recipient: rfc822; a@hard.test",
        "Action: failed",
        "Status: 5.1.1",
        "--b--"
      ])
    )
    expect(parsed.isDeliveryReport).toBe(true)
    expect(parsed.isFeedbackReport).toBe(false)
    expect(parsed.text).toContain("It failed")
    expect(Buffer.from(parsed.attachments[0]?.bytes ?? []).toString()).toContain("Status: 5.1.1")
  })

  it("with two senders is flagged, and an unreadable date is none rather than now", async () => {
    const parsed = await read(mail(["From: a@x.test", "From: b@x.test", "Date: soon", "", "text"]))
    expect(parsed.hasDuplicateFrom).toBe(true)
    expect(parsed.dateAt).toBeNull()
  })

  it("drops an address that is none, and says so", async () => {
    const parsed = await read(
      mail(["From: a@x.test", "To: b@x.test, nonsense, c@-x", "Cc: undisclosed-recipients:;", "", "text"])
    )
    expect(parsed.to).toEqual([{ address: "b@x.test", name: "" }])
    expect(parsed.troubles).toEqual(["bad-address"])
  })

  it("never carries U+0000 or half a surrogate pair", async () => {
    const raw = Buffer.from(
      "From: a@x.test\r\nSubject: a\0b\r\nContent-Type: text/plain; charset=utf-16le\r\n\r\n",
      "latin1"
    )
    const parsed = await read(Buffer.concat([raw, Buffer.from([0x41, 0, 0, 0, 0x3d, 0xd8, 0x42, 0])]))
    expect(JSON.stringify([parsed.subject, parsed.text])).not.toMatch(/\\u0000|\\ud83d/i)
  })
})

describe("A hostile mail", () => {
  it("too deep or too wide comes back with its header and a trouble named", async () => {
    for (const [build, trouble] of [
      [hostileMails.nestedParts, "too-deep"],
      [hostileMails.nestedMessages, "too-deep"],
      [hostileMails.manyParts, "too-many-parts"]
    ] as const) {
      const parsed = await read(build())
      expect(parsed).toMatchObject({
        subject: "hostile",
        text: "",
        attachments: [],
        hasParseTrouble: true,
        troubles: [trouble]
      })
      expect(parsed.from).toEqual([{ address: "a@x.test", name: "" }])
    }
  })

  it("that is no mail is unreadable, with a reason", async () => {
    expect(await parseMail(new Uint8Array())).toEqual({ _tag: "UnreadableMail", reason: "empty" })
    expect(await parseMail(Buffer.from("\r\n\r\nonly a body"))).toEqual({
      _tag: "UnreadableMail",
      reason: "no-headers"
    })
    expect(await parseMail(Buffer.alloc(4_096, 0))).toEqual({ _tag: "UnreadableMail", reason: "no-headers" })
    const limits = { ...PARSE_LIMITS, mailMaxBytes: 10 }
    expect(await parseMail(Buffer.alloc(11, 65), limits)).toEqual({ _tag: "UnreadableMail", reason: "too-large" })
  })

  it("of random bytes never throws", async () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const result = await parseMail(hostileMails.garbage(seed))
      expect(["ParsedMail", "UnreadableMail"]).toContain(result._tag)
    }
  })

  it("with a header of many megabytes is read as far as the limit", async () => {
    const parsed = await read(hostileMails.hugeHeader())
    expect(parsed.troubles).toContain("headers-truncated")
    expect(parsed.subject).toBe("hostile")
  })
})
