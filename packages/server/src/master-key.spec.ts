import { chmod, mkdtemp, readFile, readdir, rename, rm, stat, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { KEY_FILE, masterKey, PREVIOUS_KEY_FILE } from "./master-key.ts"

describe("the master key", () => {
  let directory: string
  beforeEach(async () => {
    directory = join(await mkdtemp(join(tmpdir(), "parley-key-")), "data")
  })
  afterEach(() => rm(join(directory, ".."), { recursive: true }))

  const find = (configured: string | null = null, previous: string | null = null) =>
    Effect.runPromise(masterKey({ masterKey: configured, masterKeyPrevious: previous }, directory))
  const file = () => join(directory, KEY_FILE)

  it("is made at the first start, for its owner's eyes only, and found again", async () => {
    const first = await find()
    expect(first).toMatchObject({ made: true, file: file() })
    expect((await stat(file())).mode & 0o777).toBe(0o600)
    expect((await stat(directory)).mode & 0o777).toBe(0o700)
    expect(await find()).toEqual({ ...first, made: false })
    expect(await readdir(directory)).toEqual([KEY_FILE])
  })

  it("is made once, though several start at once", async () => {
    const found = await Promise.all(Array.from({ length: 8 }, () => find()))
    expect(found.filter(({ made }) => made)).toHaveLength(1)
    expect(new Set(found.map(({ key }) => Buffer.from(key).toString("hex"))).size).toBe(1)
  })

  it("is the configured one where there is one, and then no file is made", async () => {
    const key = Buffer.alloc(32, 7)
    expect(await find(key.toString("base64"))).toEqual({
      key: new Uint8Array(key),
      previous: null,
      file: null,
      made: false
    })
    await expect(stat(directory)).rejects.toMatchObject({ code: "ENOENT" })
  })

  it("is changed by renaming its file: a new one is made, and the one so far is at hand", async () => {
    const before = await find()
    await rename(file(), join(directory, PREVIOUS_KEY_FILE))
    const after = await find()
    expect(after).toMatchObject({ made: true, previous: before.key })
    expect(after.key).not.toEqual(before.key)
    await chmod(join(directory, PREVIOUS_KEY_FILE), 0o640)
    await expect(find()).rejects.toThrow("others may read it")
    const configured = Buffer.alloc(32, 9)
    expect((await find(null, configured.toString("base64"))).previous).toEqual(new Uint8Array(configured))
    await expect(find(null, "short")).rejects.toThrow("PARLEY_MASTER_KEY_PREVIOUS")
  })

  it("is refused when the file is cut off, or open to others, or a folder", async () => {
    await find()
    const whole = await readFile(file(), "utf8")
    await writeFile(file(), whole.slice(0, 20))
    await expect(find()).rejects.toThrow("it does not hold 32 bytes in base64")
    await writeFile(file(), whole)
    await chmod(file(), 0o644)
    await expect(find()).rejects.toThrow("others may read it")
    await rm(file())
    directory = join(directory, KEY_FILE)
    await writeFile(directory, "")
    await expect(find()).rejects.toMatchObject({ _tag: "MasterKeyUnusable" })
  })
})
