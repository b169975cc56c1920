/** Markers: empty files by which a holder's items are found. What an item's head says is what holds. */
import { rm } from "node:fs/promises"
import { join } from "node:path"
import type { HeldItem } from "@parley/core/engine"
import { codeOf, entriesOf, flushFolder, makeFolder, writeNew } from "./files.ts"
import type { ItemHead } from "./head-file.ts"
import { isName, nameOf, shardOf, type CentreFolder } from "./layout.ts"

const markerFolder = (folder: CentreFolder, name: string, holder: string): string =>
  join(folder.holder(holder), shardOf(name))

export async function writeMarkers(folder: CentreFolder, name: string, holders: ReadonlyArray<string>): Promise<void> {
  for (const holder of holders) {
    const place = markerFolder(folder, name, holder)
    await makeFolder(place)
    await writeNew(join(place, name), []).catch((error: unknown) => {
      if (codeOf(error) !== "EEXIST") throw error
    })
    await flushFolder(place)
  }
}

export async function removeMarkers(folder: CentreFolder, name: string, holders: ReadonlyArray<string>): Promise<void> {
  for (const holder of holders) await rm(join(markerFolder(folder, name, holder), name), { force: true })
}

/** Names of items that a holder may have, ascending, page by page of folders. */
async function* markers(folder: CentreFolder, holder: string, after: string): AsyncGenerator<string> {
  const place = folder.holder(holder)
  for (const shard of await entriesOf(place)) {
    if (shard < shardOf(after) && after !== "") continue
    for (const name of await entriesOf(join(place, shard))) if (isName(name) && name > after) yield name
  }
}

export async function markersOf(folder: CentreFolder, holder: string): Promise<ReadonlyArray<string>> {
  const names: Array<string> = []
  for await (const name of markers(folder, holder, "")) names.push(name)
  return names
}

/** O(items of the folders that the page reaches into). */
export async function heldBy(
  folder: CentreFolder,
  holder: string,
  { after, limit }: { readonly after: string; readonly limit: number },
  readHead: (folder: CentreFolder, name: string) => Promise<ItemHead | null>
): Promise<ReadonlyArray<HeldItem>> {
  const held: Array<HeldItem> = []
  for await (const name of markers(folder, holder, nameOf(after))) {
    const head = await readHead(folder, name)
    const wrapped = head?.wraps.get(holder)
    if (head === null || wrapped === undefined) continue
    held.push({ id: head.id, wrapped })
    if (held.length === limit) break
  }
  return held
}
