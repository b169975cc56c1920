import { createHash } from "node:crypto"
import { expect, test } from "vitest"
import { hex, utf8 } from "./bytes.ts"
import { Sha256 } from "./sha256.ts"

const bytesOf = (length: number) => Uint8Array.from({ length }, (_, n) => (n * 31 + (n >> 8)) % 256)
const expected = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex")

test("the examples of the standard", () => {
  expect(hex(new Sha256().update(utf8("abc")).digest())).toBe(
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
  )
  expect(hex(new Sha256().digest())).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
})

test("any length, in pieces of any length, as the platform has it", () => {
  for (let length = 0; length < 300; length++)
    expect(hex(new Sha256().update(bytesOf(length)).digest())).toBe(expected(bytesOf(length)))
  const large = bytesOf(200_001)
  for (const step of [1, 63, 64, 65, 1_000, 65_536]) {
    const hash = new Sha256()
    for (let at = 0; at < large.length; at += step) hash.update(large.subarray(at, at + step))
    expect(hex(hash.digest())).toBe(expected(large))
  }
})
