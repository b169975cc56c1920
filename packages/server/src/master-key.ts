/** The master key: as configured, or from a file in the data directory that is made at the first start. */
import { randomBytes } from "node:crypto"
import { chmod, link, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises"
import { join, resolve } from "node:path"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import { MASTER_KEY_BYTES } from "./settings.ts"

/** The key's file in the data directory. */
export const KEY_FILE = "master.key"
/** Only its owner reads it. */
const KEY_FILE_MODE = 0o600

export class MasterKeyUnusable extends Data.TaggedError("MasterKeyUnusable")<{
  readonly file: string
  readonly reason: string
}> {
  override get message(): string {
    return `the master key in ${this.file} cannot be used: ${this.reason}`
  }
}

export interface MasterKeyFound {
  readonly key: Uint8Array
  /** Where it came from; null when it was configured. */
  readonly file: string | null
  readonly made: boolean
}

const decodeKey = (text: string): Uint8Array | null => {
  const trimmed = text.trim()
  const bytes = Buffer.from(trimmed, "base64")
  return bytes.length === MASTER_KEY_BYTES && bytes.toString("base64") === trimmed ? new Uint8Array(bytes) : null
}

const codeOf = (error: unknown): string => (error instanceof Error && "code" in error ? String(error.code) : "")

/** The configured key, or the file's; a file that is missing is made, whole or not at all. */
export const masterKey = (
  configured: string | null,
  dataDirectory: string
): Effect.Effect<MasterKeyFound, MasterKeyUnusable> => {
  const file = resolve(join(dataDirectory, KEY_FILE))
  if (configured !== null) {
    const key = decodeKey(configured)
    return key === null
      ? Effect.fail(new MasterKeyUnusable({ file: "PARLEY_MASTER_KEY", reason: "it is not 32 bytes in base64" }))
      : Effect.succeed({ key, file: null, made: false })
  }
  return Effect.tryPromise({
    try: () => fromFile(file, dataDirectory),
    catch: (error) =>
      error instanceof MasterKeyUnusable
        ? error
        : new MasterKeyUnusable({ file, reason: error instanceof Error ? error.message : String(error) })
  })
}

async function fromFile(file: string, directory: string): Promise<MasterKeyFound> {
  const made = await makeIfMissing(file, directory)
  const { mode } = await stat(file)
  if ((mode & 0o077) !== 0)
    throw new MasterKeyUnusable({ file, reason: "others may read it; `chmod 600` it, and know that it may be known" })
  const key = decodeKey(await readFile(file, "utf8"))
  if (key === null) throw new MasterKeyUnusable({ file, reason: "it does not hold 32 bytes in base64" })
  return { key, file, made }
}

/** Whether it was made now. It is written aside and linked: a start that is cut off leaves no half key. */
async function makeIfMissing(file: string, directory: string): Promise<boolean> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const present = await stat(file).then(
    () => true,
    () => false
  )
  if (present) return false
  const aside = `${file}.${randomBytes(8).toString("hex")}`
  await writeFile(aside, `${randomBytes(MASTER_KEY_BYTES).toString("base64")}\n`, { mode: KEY_FILE_MODE, flush: true })
  try {
    await chmod(aside, KEY_FILE_MODE)
    await link(aside, file)
    return true
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false
    throw error
  } finally {
    await rm(aside, { force: true })
  }
}
