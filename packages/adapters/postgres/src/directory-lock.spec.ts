import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect } from "effect"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { DirectoryInUse, LOCK_FILE, lockDirectory } from "./directory-lock.ts"

const PROCESSES = 12

describe("the lock of a data directory", () => {
  let directory: string
  const children: Array<ChildProcess> = []

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "parley-lock-"))
  })
  afterEach(async () => {
    for (const child of children.splice(0)) await ended(child, "SIGKILL")
    await rm(directory, { recursive: true })
  })

  /** A process of its own that tries for the lock; what it says. */
  const contender = async () => {
    const script = join(import.meta.dirname, "..", "test", "hold-directory.ts")
    const child = spawn(process.execPath, ["--conditions=@parley/source", script, directory], {
      stdio: ["pipe", "pipe", "inherit"]
    })
    children.push(child)
    const [said] = await once(child.stdout, "data")
    return { child, said: String(said).trim() }
  }

  const outcome = () =>
    Effect.runPromise(
      Effect.scoped(lockDirectory(directory)).pipe(
        Effect.as("held"),
        Effect.catch((error) => Effect.succeed(error._tag))
      )
    )

  it("goes to exactly one of twelve processes that want it at once, and is free when that one is killed", async () => {
    const contenders = await Promise.all(Array.from({ length: PROCESSES }, contender))
    expect(contenders.map(({ said }) => said).toSorted()).toEqual([
      ...Array.from({ length: PROCESSES - 1 }, () => "DirectoryInUse"),
      "held"
    ])
    expect(await outcome()).toBe("DirectoryInUse")
    const holder = contenders.find(({ said }) => said === "held")
    if (holder !== undefined) await ended(holder.child, "SIGKILL")
    expect(await outcome()).toBe("held")
    expect((await contender()).said).toBe("held")
  })

  it("is held until the scope closes, against this process too", async () => {
    const nested = Effect.scoped(
      Effect.andThen(lockDirectory(directory), Effect.flip(Effect.scoped(lockDirectory(directory))))
    )
    expect(await Effect.runPromise(nested)).toEqual(new DirectoryInUse({ directory }))
    expect(await outcome()).toBe("held")
  })

  it("makes the directory, and leaves only the lock's empty file in it", async () => {
    const missing = join(directory, "new", "data")
    await Effect.runPromise(Effect.scoped(lockDirectory(missing)))
    expect(await readdir(missing)).toEqual([LOCK_FILE])
  })

  it("says why where there can be no directory", async () => {
    await writeFile(join(directory, "file"), "")
    const error = await Effect.runPromise(Effect.flip(Effect.scoped(lockDirectory(join(directory, "file", "below")))))
    expect(error._tag).toBe("DirectoryUnusable")
    expect(error.message).toContain("ENOTDIR")
  })
})

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, "exit")
  child.kill(signal)
  await exit
}
