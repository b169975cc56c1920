import { describe, expect, it } from "vitest"
import { hostileMails, mail } from "../test/mails.ts"
import { scanMime } from "./mime-scan.ts"

const LIMITS = { depthMax: 50, partsMax: 500 }

describe("A look at a mail's structure", () => {
  it("counts parts and depth, and knows a report", () => {
    const raw = mail([
      'Content-Type: multipart/mixed; boundary="a b"',
      "",
      "--a b",
      "Content-Type: multipart/alternative;",
      "\tboundary=in",
      "",
      "--in",
      "",
      "text",
      "--in",
      "",
      "more",
      "--in--",
      "--a b",
      "Content-Type: message/delivery-status",
      "",
      "Status: 5.0.0",
      "--a b--",
      "-- not",
      "--in"
    ])
    expect(scanMime(raw, LIMITS)).toEqual({
      depth: 2,
      parts: 4,
      verdict: "fine",
      hasDeliveryStatus: true,
      hasFeedbackReport: false
    })
  })

  it("stops at its limits", () => {
    expect(scanMime(hostileMails.nestedParts(), LIMITS).verdict).toBe("too-deep")
    expect(scanMime(hostileMails.nestedMessages(), LIMITS).verdict).toBe("too-deep")
    expect(scanMime(hostileMails.manyParts(), LIMITS)).toMatchObject({ verdict: "too-many-parts", parts: 501 })
  })

  it("finds nothing in a plain text", () => {
    expect(scanMime(mail(["Subject: x", "", "--b", "--b--"]), LIMITS)).toMatchObject({
      depth: 0,
      parts: 0,
      verdict: "fine"
    })
  })
})
