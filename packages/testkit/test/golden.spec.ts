/** What was once stored is read for ever as it was meant. */
import { createHash } from "node:crypto"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { Centre } from "@parley/core"
import * as Schema from "effect/Schema"
import { describe, expect, test } from "vitest"
import { readGolden } from "../src/index.ts"

const folder = join(import.meta.dirname, "..", "golden")
const files = readdirSync(folder).filter((name) => name.endsWith(".jsonl"))
const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex")
const textOf = (name: string): string => readFileSync(join(folder, name), "utf8")
const golden = files.map((name) => ({ name, ...readGolden(textOf(name), hashOf) }))

describe("a golden log", () => {
  test.each(golden)("$name is written today as it was then, and folds to the same", ({ said, now, otherwise }) => {
    expect(otherwise).toEqual([])
    expect(now).toEqual(said)
  })

  test("there is one for every kind of event", () => {
    const kinds = new Set(golden.flatMap((one) => [...one.kinds]))
    // Each member of the union says its tag.
    const tags = new Set(
      JSON.stringify(Schema.toJsonSchemaDocument(Centre.CentreEvent)).matchAll(
        /"_tag":\{"type":"string","enum":\["(\w+)"\]/g
      )
    )
    const missing = [...tags].map(([, tag = ""]) => `${tag} 1`).filter((kind) => !kinds.has(kind))
    expect(tags.size).toBeGreaterThan(150)
    expect(missing).toEqual([])
  })

  test("read with another meaning is found out", () => {
    const [first = ""] = files
    const [head = "", ...lines] = textOf(first).trimEnd().split("\n")
    const offered = lines.findIndex((line) => line.includes('"BreakStarted"') || line.includes('"OfferAccepted"'))
    const spoiled = lines.filter((_, nth) => nth !== offered)
    const { said, now } = readGolden([head, ...spoiled].join("\n"), hashOf)
    expect(now).not.toEqual(said)
  })
})
