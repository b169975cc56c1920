/** Where the files of archived logs lie, and what is done there. */
import { randomBytes } from "node:crypto"
import { mkdir, open, readFile, rename, rm } from "node:fs/promises"
import { dirname, join } from "node:path"
import * as Context from "effect/Context"

/**
 * The directory of archives; null: none is configured, and what was archived cannot be read. Each process on the
 * database needs the same files there.
 */
export const ArchiveDirectory = Context.Reference<string | null>("@parley/postgres/ArchiveDirectory", {
  defaultValue: () => null
})

/** What a centre is called in paths as it is: the names that the engine allows. */
const PLAIN_CENTRE = /^[a-z0-9][a-z0-9-]{0,62}$/
/** Digits that every position fits in, so that names are in the order of the log. */
const DIGITS = 16

/** Hexadecimal digits of the chain in a name. */
const CHAIN_DIGITS = 16

/**
 * The path of a file within the directory; no centre's name leads out of it. The chain (hex) at its end is in the name:
 * a log with another history, of another database or after a restore, never writes over it.
 */
export function segmentFile(
  centre: string,
  { first, last, chain }: { readonly first: number; readonly last: number; readonly chain: string }
): string {
  const folder = PLAIN_CENTRE.test(centre) ? centre : `_${Buffer.from(centre, "utf8").toString("hex")}`
  const [from, to] = [first, last].map((position) => String(position).padStart(DIGITS, "0"))
  return `${folder}/${from}-${to}-${chain.slice(0, CHAIN_DIGITS)}.jsonl.gz`
}

export const readSegment = (directory: string, file: string): Promise<Buffer> => readFile(join(directory, file))

/** Writes a file in its place, whole or not at all; it outlives a loss of power. */
export async function writeSegment(directory: string, file: string, bytes: Uint8Array): Promise<void> {
  const path = join(directory, file)
  const folder = dirname(path)
  const made = await mkdir(folder, { recursive: true, mode: 0o700 })
  const aside = `${path}.${randomBytes(6).toString("hex")}.new`
  try {
    const handle = await open(aside, "wx", 0o600)
    try {
      await handle.writeFile(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(aside, path)
  } catch (error) {
    await rm(aside, { force: true })
    throw error
  }
  await flush(folder)
  // A folder that was made now is there after a loss of power only where the one above was flushed.
  if (made !== undefined)
    for (let one = folder; one.length >= made.length; one = dirname(one)) await flush(dirname(one))
}

async function flush(folder: string): Promise<void> {
  const handle = await open(folder, "r")
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
