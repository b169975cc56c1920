/** Contacts added, changed, merged, erased; addresses blocked; the phonebook. */
import type { Contact } from "@parley/core"
import { hamtValues } from "@parley/core/internal"
import { clientOf, isStray, pick, type Picks, type Resolve, type Scene } from "./scene.ts"

interface Known {
  readonly contactId: string
  readonly addresses: Contact.Person["addresses"]
}

/** Contacts that are added by name, each id once. */
const CONTACTS = Array.from({ length: 40 }, (_, n) => `c${n}`)

/** Contacts there are, by id. */
const contacts = ({ driver }: Scene): ReadonlyArray<Known> =>
  driver.rows
    .all()
    .flatMap(({ key, row }) =>
      row._tag === "Person" ? [{ contactId: key.slice("person/".length), addresses: row.addresses }] : []
    )
    .sort((x, y) => (x.contactId < y.contactId ? -1 : 1))

const contactOf = (scene: Scene, picks: Picks, n: number): string | undefined =>
  isStray(picks) ? "nobody" : pick(contacts(scene), n)?.contactId

export const addContact: Resolve = (scene, picks) => {
  const { a, b, c } = picks
  const { rows } = scene.driver
  const contactId = isStray(picks) ? pick(["c0", "i1.c"], a) : CONTACTS.find((id) => rows.get(`person/${id}`) === null)
  if (contactId === undefined) return null
  const common = { _tag: "AddContact", contactId, attributes: { visits: c, vip: c % 2 === 0 } } as const
  return b % 3 === 0 ? { ...common, address: [clientOf(b)] } : { ...common, name: `name${b}` }
}

export const changeContact: Resolve = (scene, picks) => {
  const contactId = contactOf(scene, picks, picks.a)
  if (contactId === undefined) return null
  return {
    _tag: "ChangeContact",
    contactId,
    name: picks.b % 2 === 0 ? null : `name${picks.b}`,
    attributes: { vip: true }
  }
}

export const addContactAddress: Resolve = (scene, picks) => {
  const contactId = contactOf(scene, picks, picks.a)
  return contactId === undefined ? null : { _tag: "AddContactAddress", contactId, address: [clientOf(picks.b)] }
}

export const removeContactAddress: Resolve = (scene, picks) => {
  const known = pick(contacts(scene), picks.a)
  if (known === undefined) return null
  const address = isStray(picks) ? [clientOf(picks.b)] : pick(known.addresses, picks.b)
  return address === undefined ? null : { _tag: "RemoveContactAddress", contactId: known.contactId, address }
}

export const addContactNote: Resolve = (scene, picks) => {
  const contactId = contactOf(scene, picks, picks.a)
  const userId = scene.agent(picks.b)?.id
  if (contactId === undefined || userId === undefined) return null
  return { _tag: "AddContactNote", contactId, note: `note${picks.c}`, userId }
}

export const mergeContacts: Resolve = (scene, picks) => {
  const contactId = contactOf(scene, picks, picks.a)
  const others = contacts(scene).filter((one) => isStray(picks) || one.contactId !== contactId)
  const mergedId = pick(others, picks.b)?.contactId
  return contactId === undefined || mergedId === undefined ? null : { _tag: "MergeContacts", contactId, mergedId }
}

export const eraseContact: Resolve = (scene, picks) => {
  const contactId = contactOf(scene, picks, picks.a)
  return contactId === undefined ? null : { _tag: "EraseContact", contactId }
}

const VERSION = /^\d+/
const versionOf = (hash: string): number => Number(VERSION.exec(hash)?.[0] ?? 1)

/** The same under the next version of the keys; a stray act's is known of nobody. */
const rekeyed = (hashes: ReadonlyArray<string>): { readonly from: string; readonly to: string } => {
  const from = hashes[0] ?? "1:nobody0000000000"
  return { from, to: from.replace(VERSION, String(1 + Math.max(0, ...hashes.map(versionOf)))) }
}

const rekeyAddresses: Resolve = (scene, picks) => {
  const addresses = contacts(scene).flatMap((one) => one.addresses)
  const chosen = isStray(picks) ? [[]] : addresses.filter((_, n) => (n + picks.a) % 2 === 0)
  const blocked = scene.driver.rows
    .all()
    .flatMap(({ key, row }) => (row._tag === "Blocked" ? [key.split("/")] : []))
    .map(([, campaign = "*", ...hash]) => ({
      ...rekeyed([hash.join("/")]),
      campaign: campaign === "*" ? null : campaign
    }))
  return { _tag: "RekeyAddresses", owned: chosen.map(rekeyed), blocked: picks.b % 2 === 0 ? blocked : [] }
}

const scopeOf = (scene: Scene, n: number) => ({ campaign: n % 2 === 0 ? null : (scene.campaign(n)?.name ?? null) })

export const blockAddress: Resolve = (scene, { a, b }) => ({
  _tag: "BlockAddress",
  address: [clientOf(a)],
  ...scopeOf(scene, b)
})

/** An address may be written to again; or, now and then, all that are known get another hash. */
export const unblockOrRekey: Resolve = (scene, picks) =>
  picks.c % 3 === 0 ? rekeyAddresses(scene, picks) : unblockAddress(scene, picks)

const unblockAddress: Resolve = (scene, { a, b }) => {
  const blocked = scene.driver.rows.all().flatMap(({ key, row }) => (row._tag === "Blocked" ? [key.split("/")] : []))
  const [, campaign, ...hash] = pick(blocked, a) ?? []
  if (campaign === undefined) return { _tag: "UnblockAddress", address: [clientOf(a)], ...scopeOf(scene, b) }
  return { _tag: "UnblockAddress", address: [hash.join("/")], campaign: campaign === "*" ? null : campaign }
}

export const addPhonebookEntry: Resolve = (scene, { a, b, c }) => {
  const userId = scene.agent(a)?.id
  if (userId === undefined) return null
  const entry = { entryId: `e${b}`, userId, name: `name${c}`, address: `address${c}` }
  return { _tag: "AddPhonebookEntry", ...entry, shared: c % 3 === 0 }
}

/** An entry there is, and who may change it; a stray act's is another's. */
function entryOf(scene: Scene, picks: Picks) {
  const { facts } = scene
  const agentId = scene.agent(picks.a)?.id
  const entries = [...hamtValues(facts.phonebook.entries)].sort((x, y) => (x.id < y.id ? -1 : 1))
  const entry = pick(entries, picks.b)
  const userId = isStray(picks) ? agentId : (entry?.ownerId ?? agentId)
  return entry === undefined || userId === undefined ? null : { entryId: entry.id, userId }
}

export const changePhonebookEntry: Resolve = (scene, picks) => {
  const entry = entryOf(scene, picks)
  return entry === null ? null : { _tag: "ChangePhonebookEntry", ...entry, name: `name${picks.c}` }
}

export const removePhonebookEntry: Resolve = (scene, picks) => {
  const entry = entryOf(scene, picks)
  return entry === null ? null : { _tag: "RemovePhonebookEntry", ...entry }
}
