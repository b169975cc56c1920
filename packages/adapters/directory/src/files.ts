/** Files that are there whole or not at all, and stay when the power goes. */
import { randomBytes } from "node:crypto"
import { mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises"
import { dirname, join } from "node:path"
import { DIRECTORY_MODE } from "./directory-lock.ts"

/** Of files: their owner alone. */
const FILE_MODE = 0o600

export const codeOf = (error: unknown): string => (error instanceof Error && "code" in error ? String(error.code) : "")

const unlessMissing =
  <A>(otherwise: A) =>
  (error: unknown): A => {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return otherwise
    throw error
  }

/** Null where there is none. */
export const readOrNull = (file: string): Promise<Buffer | null> => readFile(file).catch(unlessMissing(null))

/** Names in a folder, ascending by code; none where there is no folder. */
export const entriesOf = async (folder: string): Promise<ReadonlyArray<string>> =>
  (await readdir(folder).catch(unlessMissing<Array<string>>([]))).toSorted((a, b) => (a < b ? -1 : 1))

export const isThere = (path: string): Promise<boolean> => stat(path).then(() => true, unlessMissing(false))

/** What was made or removed in a folder is so after a loss of power too. */
export async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r")
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Makes a folder with those above it, durably: each one that was made is flushed in the one above. */
export async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: DIRECTORY_MODE })
  if (first === undefined) return
  for (let made = folder; made.length >= first.length; made = dirname(made)) await flushFolder(dirname(made))
}

/** Writes a new file in a folder; the folder is flushed by who needs it. `EEXIST` where there is one. */
export async function writeNew(file: string, bytes: ReadonlyArray<Uint8Array>): Promise<void> {
  const handle = await open(file, "wx", FILE_MODE)
  try {
    for (const part of bytes) await writeAll(handle, part)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function writeAll(handle: Awaited<ReturnType<typeof open>>, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, at, bytes.length - at)
    at += bytesWritten
  }
}

/** Writes a file in place of another: aside, flushed, renamed. */
export async function writeOver(file: string, bytes: ReadonlyArray<Uint8Array>): Promise<void> {
  const aside = `${file}.${randomBytes(6).toString("hex")}.new`
  try {
    await writeNew(aside, bytes)
    await rename(aside, file)
  } catch (error) {
    await rm(aside, { force: true })
    throw error
  }
  await flushFolder(dirname(file))
}

/** Deletes a folder with all in it: at once it is not there any more, then its bytes go. False where there is none. */
export async function removeFolder(folder: string, trash: string): Promise<boolean> {
  await makeFolder(trash)
  const aside = join(trash, randomBytes(12).toString("hex"))
  const moved = await rename(folder, aside).then(() => true, unlessMissing(false))
  if (!moved) return false
  await flushFolder(dirname(folder))
  await rm(aside, { recursive: true, force: true })
  return true
}
