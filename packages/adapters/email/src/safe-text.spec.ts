import { describe, expect, it } from "vitest"
import { cutText, FILE_NAME_MAX_CHARS, safeFileName, singleLine, storableText } from "./safe-text.ts"

describe("Foreign text", () => {
  it("becomes a file name that stays in its folder", () => {
    const names = [
      "../../etc/passwd",
      "C:\\x\\y.doc",
      "..",
      "a\0b\r\n.txt",
      "con.txt",
      "gpj\u202eexe.",
      " .hidden ",
      "a/b/",
      'q"<>|.txt'
    ]
    expect(names.map(safeFileName)).toEqual([
      "passwd",
      "y.doc",
      "",
      "ab.txt",
      "_con.txt",
      "gpjexe",
      "hidden",
      "",
      "q____.txt"
    ])
    const long = safeFileName(`${"ñ".repeat(300)}.pdf`)
    expect([long.length, long.endsWith(".pdf")]).toEqual([FILE_NAME_MAX_CHARS, true])
  })

  it("keeps to one line and to what a store takes", () => {
    expect(singleLine("a\r\nb\u2028c\0 ")).toBe("a b c")
    expect(storableText("\ud83da\ude00😀\0")).toBe("\ufffda\ufffd😀")
    expect(cutText("ab😀", 3)).toBe("ab")
  })
})
