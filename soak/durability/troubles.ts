/** What befalls the callers: kills of their process, immediate stops of the database, connections cut in the midst of a commit. */
import type { ChildProcess } from "node:child_process"
import { existsSync, statSync } from "node:fs"
import { setTimeout as pause } from "node:timers/promises"
import { ended, type Child } from "../../test/system/durability/child.ts"
import type { Places, Story } from "../../test/system/durability/places.ts"
import type { Part } from "./callers.ts"
import { cuttingProxy } from "./proxy.ts"
import { isClean, noTally, sum, tally, type Tally } from "./tally.ts"

/** Kills, stops or cuts of one story; then it is held to its log, and a new one begun. */
const PER_STORY = 20
/** From the first answer on, until the next trouble: at most. */
const DELAY_MAX_MS = 1_500
/** Of kills, the share that comes while the process starts, and within which time of its beginning. */
const EARLY_RATIO = 0.15
const EARLY_MAX_MS = 2_000
/** How long callers may go without an answer; a machine may have other things to do. */
const SILENCE_MAX_MS = 120_000
const LOOK_EVERY_MS = 5

export interface Trouble {
  readonly child: Child
  readonly places: Places
  /** The next number in [0, 1). */
  readonly random: () => number
  readonly said: (line: string) => void
}

/** How many there were, and what came of all of them. */
export interface Troubled extends Tally {
  readonly troubles: number
}

const sizeOf = (file: string): number => (existsSync(file) ? statSync(file).size : 0)

/** Waits until the journal has grown: callers have been answered. */
async function answered({ journalFile }: Story, child: ChildProcess): Promise<void> {
  const before = sizeOf(journalFile)
  const until = performance.now() + SILENCE_MAX_MS
  while (sizeOf(journalFile) === before) {
    if (child.exitCode !== null) throw new Error(`the callers' process ended with code ${child.exitCode}`)
    if (performance.now() > until) throw new Error(`no caller was answered for ${SILENCE_MAX_MS} ms`)
    await pause(LOOK_EVERY_MS)
  }
}

const startPart = ({ child }: Trouble, { driver, at, journalFile }: Story, what: Part): ChildProcess =>
  child.start(driver, at, journalFile, what)

async function kill(process: ChildProcess): Promise<void> {
  process.kill("SIGKILL")
  const how = await ended(process)
  if (how !== "SIGKILL") throw new Error(`the callers' process ended with ${how}`)
}

/** Ends callers in order: of their effects nobody is left in doubt by that. */
async function end(process: ChildProcess): Promise<void> {
  process.kill("SIGTERM")
  await whole(process)
}

async function whole(process: ChildProcess): Promise<void> {
  const how = await ended(process)
  if (how !== 0) throw new Error(`the callers' process ended with ${how}`)
}

/** Lets a process end what is left, and holds the story to its log. */
async function closed(trouble: Trouble, story: Story): Promise<Tally> {
  await whole(startPart(trouble, story, "drain"))
  return tally(story)
}

/** A story with all that callers need. */
async function begun(trouble: Trouble): Promise<Story> {
  const story = await trouble.places.fresh()
  await whole(startPart(trouble, story, "prepare"))
  return story
}

/** So many troubles, in stories of `PER_STORY`. Ends with the first story that does not hold. */
async function inStories(count: number, { said }: Trouble, tell: (times: number) => Promise<Tally>): Promise<Troubled> {
  let [all, done] = [noTally, 0]
  while (done < count && isClean(all)) {
    const times = Math.min(PER_STORY, count - done)
    all = sum(all, await tell(times))
    done += times
    said(`${done} of ${count}: ${all.acknowledged} answered, ${all.ambiguous} of ${all.effects} effects ambiguous`)
    for (const fault of all.faults) said(fault)
  }
  return { troubles: done, ...all }
}

/** Kills the callers' process with -9, at random moments. */
export const kills = (count: number, trouble: Trouble): Promise<Troubled> =>
  inStories(count, trouble, async (times) => {
    const story = await begun(trouble)
    for (let n = 0; n < times; n++) {
      const process = startPart(trouble, story, "call")
      const isEarly = trouble.random() < EARLY_RATIO
      if (!isEarly) await answered(story, process)
      await pause(trouble.random() * (isEarly ? EARLY_MAX_MS : DELAY_MAX_MS))
      await kill(process)
    }
    return closed(trouble, story)
  })

/** Stops the database at once, as a crash would, while the callers go on. */
export const stops = (count: number, trouble: Trouble): Promise<Troubled> =>
  inStories(count, trouble, async (times) => {
    const { server } = trouble.places
    if (server === null) throw new Error("there is no server to stop")
    const story = await begun(trouble)
    const process = startPart(trouble, story, "call")
    for (let n = 0; n < times; n++) {
      await answered(story, process)
      await pause(trouble.random() * DELAY_MAX_MS)
      await server.stopImmediately()
      await server.restart()
    }
    await answered(story, process)
    await end(process)
    return closed(trouble, story)
  })

/** Cuts connections when an append has gone to the server, and its answer has not come to the engine. */
export const cuts = (count: number, trouble: Trouble): Promise<Troubled> =>
  inStories(count, trouble, async (times) => {
    const story = await begun(trouble)
    const proxy = await cuttingProxy(story.at)
    try {
      const process = startPart(trouble, { ...story, at: proxy.through(story.at) }, "call")
      for (let n = 0; n < times; n++) {
        await answered(story, process)
        await pause(trouble.random() * DELAY_MAX_MS)
        await proxy.cutNext(trouble.random() < 0.5)
      }
      await answered(story, process)
      await end(process)
    } finally {
      await proxy.close()
    }
    return closed(trouble, story)
  })
