import { describe, expect, it } from "vitest"
import { headerIds, parseHeaderFields, parseMailDate, splitMail } from "./header-fields.ts"

describe("Header fields", () => {
  it("are unfolded, in order, and lines that are none are skipped", () => {
    const fields = parseHeaderFields(
      Buffer.from("From: a\r\n b\nnot a field\n tail\nX-Empty:\nREFERENCES : <a@b>\n\t<c@d>")
    )
    expect(fields).toEqual([
      { name: "from", value: "a b" },
      { name: "x-empty", value: "" },
      { name: "references", value: "<a@b>\t<c@d>" }
    ])
    expect(headerIds(fields, "references")).toEqual(["<a@b>", "<c@d>"])
  })

  it("end at the first empty line", () => {
    expect(splitMail(Buffer.from("A: b\n\nbody\n\nmore")).body.toString()).toBe("body\n\nmore")
    expect(splitMail(Buffer.from("A: b")).body.length).toBe(0)
    expect(splitMail(Buffer.from("A: \xe9", "latin1")).fields).toEqual([{ name: "a", value: "é" }])
  })
})

describe("A mail's date", () => {
  it("is read in its own zone, and in UTC where it names none", () => {
    const at = Date.UTC(2026, 10, 20, 10, 0, 5)
    for (const text of [
      "Fri, 20 Nov 2026 10:00:05 +0000",
      "20 Nov 2026 10:00:05",
      "20 Nov 26 10:00:05 GMT",
      "Fri, 20 Nov 2026 05:00:05 EST (comment)",
      "Fri, 20 November 2026 15:30:05 +0530"
    ]) {
      expect(parseMailDate(text)).toBe(at)
    }
  })

  it("is none rather than a guess", () => {
    for (const text of [
      "",
      "soon",
      "31 Feb 2026 10:00:00 +0000",
      "20 Foo 2026 10:00:00",
      "20 Nov 2026 25:00:00",
      "1 Jan 1960 00:00:00 +0000"
    ]) {
      expect(parseMailDate(text)).toBeNull()
    }
  })
})
