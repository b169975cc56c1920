import { Result } from "effect"
import { describe, expect, it } from "vitest"
import { readSecret } from "./secret-document.ts"

const GOOD = { clientId: "c", refreshToken: "r", tokenUrl: "https://login.test/token" }

const pathsOf = (value: unknown): readonly string[] => {
  const read = readSecret(typeof value === "string" ? value : JSON.stringify(value))
  if (Result.isSuccess(read)) return []
  expect(JSON.stringify(read.failure.issues)).not.toContain("hidden")
  return read.failure.issues.map(({ path }) => path).toSorted()
}

describe("A campaign's secret", () => {
  it("[D8.1a] is a bare password unless it is a document", () => {
    for (const password of ["secret", "{", "{}", '{"a":1}', "null", "42", '"oauth2"', "[]", " "])
      expect(readSecret(password)).toEqual(Result.succeed({ password }))
  })

  it("[D8.1b] may be a document with what access tokens are had with", () => {
    for (const oauth2 of [
      GOOD,
      { ...GOOD, clientSecret: "s" },
      ...["http://localhost:1/t", "http://127.0.0.1/t", "http://[::1]/t"].map((tokenUrl) => ({ ...GOOD, tokenUrl }))
    ])
      expect(readSecret(JSON.stringify({ oauth2 }))).toEqual(Result.succeed({ oauth2 }))
  })

  it("[D8.1b] names every bad field of the document, and repeats nothing of it", () => {
    const { clientId: _, ...nobody } = GOOD
    const bad = { clientSecret: { hidden: 1 }, refreshToken: "", tokenUrl: "http://hidden.test/" }
    expect(pathsOf({ oauth2: { ...nobody, ...bad } })).toEqual([
      "oauth2.clientId",
      "oauth2.clientSecret",
      "oauth2.refreshToken",
      "oauth2.tokenUrl"
    ])
    for (const tokenUrl of [
      "hidden",
      "ftp://hidden.test/",
      "https://u:hidden@x.test/",
      "https://x.test/#hidden",
      "http://127.0.0.1.hidden.test/",
      `https://x.test/${"a".repeat(2_048)}`
    ])
      expect(pathsOf({ oauth2: { ...GOOD, tokenUrl } })).toEqual(["oauth2.tokenUrl"])
    expect(pathsOf({ oauth2: { ...GOOD, hidden: 1 } })).toEqual(["oauth2"])
    expect(pathsOf({ oauth2: GOOD, hidden: 1 })).toEqual(["oauth2"])
    expect(pathsOf({ oauth2: "hidden" })).toEqual(["oauth2"])
    expect(pathsOf('{"oauth2": {"refreshToken": "hidden",}}')).toEqual(["oauth2"])
  })
})
