import fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  findReplyTokens,
  makeReplyToken,
  plusAddress,
  REPLY_TOKEN_CHARS,
  replyMessageId,
  verifyReplyToken
} from "./reply-token.ts"

const key = new Uint8Array(32).fill(7)
const oldKey = new Uint8Array(32).fill(8)
const ID = "01939d3c-8f2a-7c11-9d0e-1f2a3b4c5d6e"
const tokenOf = (id: string, with_ = key): string => makeReplyToken(id, with_) ?? ""

describe("A reply token", () => {
  it("leads back to its interaction, in any case and with any live key", () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        const token = tokenOf(id)
        expect(token).toMatch(/^[a-z2-7]{45}$/)
        expect(verifyReplyToken(token, [oldKey, key])).toBe(id)
        expect(verifyReplyToken(token.toUpperCase(), [key])).toBe(id)
        expect(tokenOf(id.replaceAll("-", ""))).toBe(token)
        expect(verifyReplyToken(token, [oldKey])).toBeNull()
      })
    )
  })

  it("changed in any letter leads nowhere", () => {
    const token = tokenOf(ID)
    for (let at = 0; at < REPLY_TOKEN_CHARS; at += 1) {
      const forged = token.slice(0, at) + (token[at] === "a" ? "b" : "a") + token.slice(at + 1)
      expect(verifyReplyToken(forged, [key])).toBeNull()
    }
    const letters = "abcdefghijklmnopqrstuvwxyz234567"
    const respelt = token.slice(0, -1) + (letters[letters.indexOf(token.at(-1) ?? "") ^ 1] ?? "")
    for (const none of [respelt, "", token.slice(1), `${token}a`, token.replace(/./, "1")])
      expect(verifyReplyToken(none, [key])).toBeNull()
    expect(makeReplyToken("not a guid", key)).toBeNull()
    expect(() => makeReplyToken(ID, new Uint8Array(8))).toThrow(RangeError)
  })

  it("stands in a Message-ID that is the same for the same mail only", () => {
    const token = tokenOf(ID)
    const first = replyMessageId({ token, mailName: "i1.m3", domain: "Campaign.Test" })
    expect(first).toBe(`<m.i1-m3.${token}@campaign.test>`)
    expect(replyMessageId({ token, mailName: "i1.m4", domain: "campaign.test" })).not.toBe(first)
    expect(replyMessageId({ token, mailName: "x", domain: "a b" })).toBeNull()
    expect(findReplyTokens({ messageIds: ["<other@x>", first?.toUpperCase() ?? ""], addresses: [] })).toEqual([token])
  })

  it("stands behind a plus where the address leaves room", () => {
    const token = tokenOf(ID)
    const address = plusAddress("customer-care@campaign.test", token) ?? ""
    expect(address).toBe(`customer-care+${token}@campaign.test`)
    expect(address.indexOf("@")).toBeLessThanOrEqual(64)
    expect(findReplyTokens({ messageIds: [], addresses: [address, address] })).toEqual([token])
    expect(plusAddress("a-very-long-name-of-a-team@campaign.test", token)).toBeNull()
  })
})
