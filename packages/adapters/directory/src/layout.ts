/**
 * Where things lie in a content directory. A name in a path is a hexadecimal form of what it stands for, never the text
 * itself: no id leads out of the directory, and none meets another where case is not told apart.
 *
 *     <centre>/items/<shard>/<id>/head     id, instant, wraps; the head and first chunk, sealed
 *     <centre>/items/<shard>/<id>/<n>      a further chunk, sealed
 *     <centre>/uploads/<id>/…              the same of an item that is not put yet, with the instant of its first chunk
 *     <centre>/holders/<holder>/<shard>/<id>   empty: where a holder's items are looked for; the head says whether it is one
 *     <centre>/trash/…                     what is being deleted
 */
import { createHash } from "node:crypto"
import { join } from "node:path"
import { storableText } from "@parley/core/engine"

/** Bytes of an id, at most: twice as many characters are the longest name that file systems take. */
export const ID_BYTES_MAX = 120
/** The first characters of an id's name: pages in the order of ids read few folders. */
const SHARD = 4

const hexOf = (text: string): string => Buffer.from(text, "utf8").toString("hex")
const digestOf = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex")

/** What a centre is called in paths as it is: the names that the engine allows. */
const PLAIN_CENTRE = /^[a-z0-9][a-z0-9-]{0,62}$/

/** The name of an id in paths: in the order of ids' bytes. */
export const nameOf = (id: string): string => hexOf(storableText(id))
export const idOf = (name: string): string => Buffer.from(name, "hex").toString("utf8")
/** A folder's own name, where an id's name is expected. */
export const isName = (entry: string): boolean => /^(?:[0-9a-f]{2})+$/.test(entry)
/** Shorter names are filled up with what sorts before any digit. */
export const shardOf = (name: string): string => name.slice(0, SHARD).padEnd(SHARD, "-")

export interface CentreFolder {
  readonly uploads: string
  readonly trash: string
  readonly items: string
  readonly item: (name: string) => string
  readonly upload: (name: string) => string
  readonly holder: (holder: string) => string
}

export function centreFolder(root: string, centre: string): CentreFolder {
  const name = storableText(centre)
  const folder = join(root, PLAIN_CENTRE.test(name) ? name : `_${digestOf(name)}`)
  const items = join(folder, "items")
  return {
    uploads: join(folder, "uploads"),
    trash: join(folder, "trash"),
    items,
    item: (id) => join(items, shardOf(id), id),
    upload: (id) => join(folder, "uploads", id),
    holder: (holder) => join(folder, "holders", digestOf(storableText(holder)))
  }
}
