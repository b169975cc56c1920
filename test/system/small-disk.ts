/** A disk of a few megabytes that can be filled to the last byte: a tmpfs of its own. Needs root; fails where there is none. */
import { execFile } from "node:child_process"
import { chown, mkdtemp, open, rm, statfs } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import type { Identity } from "../../packages/testkit/src/servers/processes.ts"

const run = promisify(execFile)
const CHUNK_BYTES = 1 << 20

export interface SmallDisk {
  readonly path: string
  /** Leaves no room. */
  readonly fill: () => Promise<void>
  /** Gives the room back. */
  readonly free: () => Promise<void>
  readonly unmount: () => Promise<void>
}

/** Mounts one of so many megabytes, for this account. */
export async function smallDisk(megabytes: number, identity?: Identity): Promise<SmallDisk> {
  const path = await mkdtemp(join(tmpdir(), "parley-small-disk-"))
  await run("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m,mode=0700`, "tmpfs", path])
  if (identity !== undefined) await chown(path, identity.uid, identity.gid)
  const ballast = join(path, "ballast")
  return {
    path,
    fill: async () => {
      const file = await open(ballast, "a")
      try {
        for (let bytes = CHUNK_BYTES; bytes >= 1;) {
          const isWritten = await file.write(Buffer.alloc(bytes)).then(
            ({ bytesWritten }) => bytesWritten === bytes,
            (error: unknown) => isFull(error)
          )
          if (!isWritten) bytes >>= 1
        }
      } finally {
        await file.close()
      }
      const { bavail } = await statfs(path)
      if (bavail !== 0) throw new Error(`${bavail} blocks of ${path} are still free`)
    },
    free: () => rm(ballast, { force: true }),
    unmount: async () => {
      await run("umount", ["--lazy", path])
      await rm(path, { recursive: true, force: true })
    }
  }
}

/** False: there was no room. Whatever else goes wrong is thrown. */
function isFull(error: unknown): false {
  if (error instanceof Error && "code" in error && error.code === "ENOSPC") return false
  throw error
}
