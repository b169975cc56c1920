/** The master key: as configured, or from a file in the data directory that is made at the first start. */
import { randomBytes } from "node:crypto"
import { chmod, link, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises"
import { join, resolve } from "node:path"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import { MASTER_KEY_BYTES } from "./settings-schema.ts"

/** The key's file in the data directory. */
export const KEY_FILE = "master.key"
/** The file of the key so far, beside it, while the master key is changed. */
export const PREVIOUS_KEY_FILE = "master.key.previous"
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
  /** The key so far, while it is changed. */
  readonly previous: Uint8Array | null
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

/** Keys as they are configured. */
export interface ConfiguredKeys {
  readonly masterKey: string | null
  readonly masterKeyPrevious: string | null
}

/**
 * The configured keys, or the files'. A current key that is missing is made, whole or not at all; a previous one that is
 * missing is not needed.
 */
export const masterKey = (
  { masterKey: configured, masterKeyPrevious }: ConfiguredKeys,
  dataDirectory: string
): Effect.Effect<MasterKeyFound, MasterKeyUnusable> =>
  Effect.gen(function* () {
    const file = resolve(join(dataDirectory, KEY_FILE))
    const previousFile = resolve(join(dataDirectory, PREVIOUS_KEY_FILE))
    const previous =
      masterKeyPrevious === null
        ? yield* reading(previousFile, () => keyIn(previousFile))
        : yield* decoded("PARLEY_MASTER_KEY_PREVIOUS", masterKeyPrevious)
    if (configured !== null)
      return { key: yield* decoded("PARLEY_MASTER_KEY", configured), previous, file: null, made: false }
    const made = yield* reading(file, () => makeIfMissing(file, dataDirectory))
    const key = yield* reading(file, () => keyIn(file))
    return key === null
      ? yield* new MasterKeyUnusable({ file, reason: "it was taken away just now" })
      : { key, previous, file, made }
  })

function decoded(variable: string, text: string): Effect.Effect<Uint8Array, MasterKeyUnusable> {
  const key = decodeKey(text)
  return key === null
    ? Effect.fail(new MasterKeyUnusable({ file: variable, reason: "it is not 32 bytes in base64" }))
    : Effect.succeed(key)
}

const reading = <A>(file: string, act: () => Promise<A>): Effect.Effect<A, MasterKeyUnusable> =>
  Effect.tryPromise({
    try: act,
    catch: (error) =>
      error instanceof MasterKeyUnusable
        ? error
        : new MasterKeyUnusable({ file, reason: error instanceof Error ? error.message : String(error) })
  })

/** Null when there is no such file. */
async function keyIn(file: string): Promise<Uint8Array | null> {
  const found = await stat(file).catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return null
    throw error
  })
  if (found === null) return null
  if ((found.mode & 0o077) !== 0)
    throw new MasterKeyUnusable({ file, reason: "others may read it; `chmod 600` it, and know that it may be known" })
  const key = decodeKey(await readFile(file, "utf8"))
  if (key === null) throw new MasterKeyUnusable({ file, reason: "it does not hold 32 bytes in base64" })
  return key
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
