import { appendFileSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "vitest"
import { fileJournal, nextSession, notedIn } from "../src/durability/journal.ts"

test("a journal in a file has what was written, but for a line whose writer was killed in the midst of it", () => {
  const folder = mkdtempSync(join(tmpdir(), "parley-journal-"))
  const path = join(folder, "journal.jsonl")
  try {
    expect(fileJournal(path).lines()).toEqual([])
    fileJournal(path).write({ _tag: "Noted", name: "a", id: "1" })
    appendFileSync(path, `{"_tag":"Delivered","key":"half a li`)
    const written = [{ _tag: "Noted", name: "a", id: "1" }]
    expect(fileJournal(path).lines()).toEqual(written)
    const next = fileJournal(path)
    next.write({ _tag: "Noted", name: "a", id: "2" })
    next.write({ _tag: "Finished", session: 0 })
    expect(next.lines()).toEqual([...written, { _tag: "Noted", name: "a", id: "2" }, { _tag: "Finished", session: 0 }])
    expect(notedIn(next, "a")).toBe("1")
    expect(nextSession(next)).toBe(1)
    appendFileSync(path, "no line at all\n")
    expect(() => next.lines()).toThrow()
  } finally {
    rmSync(folder, { recursive: true })
  }
})
