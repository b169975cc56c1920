/**
 * The points of one agent by one measure: a number a day, in blocks of days.
 *
 * They lie in memory, not in rows: boards ask for sums over many agents and days at once, and a day is a whole number in
 * an array, fifteen to twenty bytes with all that is around it: 12 million, of 10,000 agents by three measures in 400 days,
 * measured at 180 MB. A change copies a block and the list of blocks.
 */
import type { AgentId } from "../kernel/fields.ts"

/** Days that are kept of one agent and measure, the latest: a year, and a month to compare it with. */
export const POINT_DAYS_MAX = 400

const BLOCK_DAYS = 32
/** So many days in a row touch so many blocks, wherever they begin; the first may hold some days more. */
const BLOCKS_MAX = Math.ceil(POINT_DAYS_MAX / BLOCK_DAYS) + 1

/** The points of its days in turn; those at the end that are 0 may be left out. */
type Block = ReadonlyArray<number>

const empty: Block = []

export interface Tally {
  readonly agentId: AgentId
  /** The ordinal of the measure. */
  readonly measure: number
  /** The number of the block that `blocks` begins with: block 0 begins with day 0. */
  readonly firstBlock: number
  readonly blocks: ReadonlyArray<Block>
}

/** Days by their numbers, both included. */
export interface Days {
  readonly from: number
  readonly to: number
}

/**
 * The days that points are taken for, on a day. Tomorrow is among them: it has begun in zones to the east. Whatever two
 * such days are recorded, in whatever order, both are kept.
 */
export const daysTaken = (today: number): Days => ({ from: today - POINT_DAYS_MAX + 2, to: today + 1 })

const blockOf = (day: number): number => Math.floor(day / BLOCK_DAYS)

export function pointsOn({ firstBlock, blocks }: Tally, day: number): number {
  const block = blockOf(day)
  return blocks[block - firstBlock]?.[day - block * BLOCK_DAYS] ?? 0
}

/** O(days asked for), of those that are kept. */
export function sumOver(tally: Tally, { from, to }: Days): number {
  const first = tally.firstBlock * BLOCK_DAYS
  const last = Math.min(to, first + tally.blocks.length * BLOCK_DAYS - 1)
  let sum = 0
  for (let day = Math.max(from, first); day <= last; day++) sum += pointsOn(tally, day)
  return sum
}

/** With the points of a day; a day before those that are kept changes nothing. */
export function withPoints(tally: Tally, day: number, points: number): Tally {
  const { firstBlock, blocks } = tally
  const block = blockOf(day)
  const at = block - firstBlock
  const changed = (before: Block) => withDay(before, day - block * BLOCK_DAYS, points)
  if (at < 0) {
    if (blocks.length - at > BLOCKS_MAX) return tally
    return { ...tally, firstBlock: block, blocks: [changed(empty), ...gap(-at - 1), ...blocks] }
  }
  const known = blocks[at]
  if (known !== undefined) return { ...tally, blocks: blocks.with(at, changed(known)) }
  const kept = blocks.slice(Math.max(0, at - BLOCKS_MAX + 1))
  const all = kept.length === 0 ? [changed(empty)] : [...kept, ...gap(at - blocks.length), changed(empty)]
  return { ...tally, firstBlock: block - all.length + 1, blocks: all }
}

const gap = (blocks: number): ReadonlyArray<Block> => Array.from({ length: blocks }, () => empty)

function withDay(block: Block, at: number, points: number): Block {
  if (at < block.length) return block.with(at, points)
  const longer = block.slice()
  while (longer.length < at) longer.push(0)
  longer.push(points)
  return longer
}
