import { describe, expect, it } from "vitest"
import { mail } from "../test/mails.ts"
import { canonicalBody, mailFingerprint, normalAddress, normalDomain, normalMessageId } from "./identity.ts"

describe("The normal form of an address", () => {
  it("folds ASCII and names the domain in punycode", () => {
    expect(normalAddress("John.Doe+Tag@EXAMPLE.Com")).toBe("john.doe+tag@example.com")
    expect(normalAddress("josé@MÜNCHEN.example")).toBe("josé@xn--mnchen-3ya.example")
    expect(normalAddress("JOSÉ@x.test")).toBe("josÉ@x.test")
    expect(normalAddress("a@[127.0.0.1]")).toBe("a@[127.0.0.1]")
    expect(normalDomain("127.1")).toBe("127.1")
  })

  it("is none for anything but one bare address", () => {
    for (const text of [
      "",
      "a",
      "@x.test",
      "a@",
      "a b@x.test",
      "a@x.test,b@x.test",
      "<a@x.test>",
      "a@x.test\n",
      "a@b@x.test",
      "a..b@x.test",
      "a@x..test",
      "a@-x.test",
      `${"a".repeat(65)}@x.test`,
      "a@x%41.test",
      '"a"@x.test'
    ]) {
      expect(normalAddress(text)).toBeNull()
    }
  })
})

describe("The normal form of a Message-ID", () => {
  it("is its first id in its own case", () => {
    expect(normalMessageId(" <A.b@X> (c) <d@e>")).toBe("<A.b@X>")
    expect(normalMessageId("123@x (c)")).toBe("<123@x>")
    expect(normalMessageId("garbage")).toBeNull()
    expect(normalMessageId(`<${"a".repeat(600)}>`)).toBeNull()
  })
})

describe("The fingerprint of a mail", () => {
  const lines = [
    "Received: one",
    "From: A <a@x.test>",
    "Message-ID: <1@x>",
    "Date: Fri, 20 Nov 2026 10:00:00 +0000",
    "",
    "Hello  ",
    "",
    "there",
    "",
    ""
  ]

  it("survives the way: trace fields, folding, line ends, trailing blanks", () => {
    const other = Buffer.from(
      "Received: two\nReceived: one\nFrom: A\n <a@x.test>\nMessage-ID:   <1@x>\nDate: Fri, 20 Nov 2026  10:00:00 +0000\n\nHello\n\nthere"
    )
    expect(mailFingerprint(mail(lines))).toBe(mailFingerprint(other))
    expect(mailFingerprint(mail(lines))).toMatch(/^[0-9a-f]{64}$/)
  })

  it("tells two mails with one Message-ID apart", () => {
    const fingerprints = ["Hello", "Hello you", " Hello"].map((text) =>
      mailFingerprint(mail([...lines.slice(0, 5), text]))
    )
    const otherDate = mailFingerprint(mail(lines.map((line) => line.replace("10:00", "10:01"))))
    expect(new Set([...fingerprints, otherDate, mailFingerprint(mail(lines))]).size).toBe(5)
    expect(mailFingerprint(new Uint8Array())).toMatch(/^[0-9a-f]{64}$/)
  })

  it("takes the whole header of a mail without a Message-ID, but for what servers add on the way", () => {
    const bare = (...head: readonly string[]) => mailFingerprint(mail([...head, "From: a@x.test", "", ""]))
    expect(bare("Subject: one")).not.toBe(bare("Subject: two"))
    expect(bare("not a field")).not.toBe(bare("nor this"))
    expect(bare("Received: by a", "Delivered-To: b@x.test", "Subject: one")).toBe(
      bare("Received: by c\r\n\td", "Subject: one")
    )
  })

  it("takes a body line by line", () => {
    const canonical = (text: string) => Buffer.from(canonicalBody(Buffer.from(text))).toString()
    expect(canonical("a \t\r\nb\rc\n\n \n")).toBe("a\nb\nc")
    expect(canonical("\r\n\r\n a")).toBe("\n\n a")
    expect(canonical("   ")).toBe("")
  })
})
