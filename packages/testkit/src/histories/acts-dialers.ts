/** Dialers: lists brought in, records claimed, sent, marked. Half of the histories begin with one under way. */
import type { Dialer } from "@parley/core"
import { hamtValues } from "@parley/core/internal"
import type { PlainCommand } from "../harness.ts"
import { clientOf, hashOf, isStray, orElse, pick, type Resolve, type Scene } from "./scene.ts"

const RATES = [
  [],
  [{ per: "campaign", name: null, limit: 3, windowSeconds: 2 }],
  [
    { per: "domain", name: null, limit: 1, windowSeconds: 2 },
    { per: "account", name: null, limit: 2, windowSeconds: 1 }
  ],
  [
    { per: "campaign", name: "mail", limit: 2, windowSeconds: 1 },
    { per: "campaign", name: null, limit: 4, windowSeconds: 5 },
    { per: "domain", name: null, limit: 2, windowSeconds: 3 }
  ]
] as const

/** Records from a row on, of few clients at two domains. */
const records = (from: number, count: number, n: number) =>
  Array.from({ length: count }, (_, index) => ({
    row: from + index,
    priority: (index + n) % 3 === 0 ? 1 : 9_999,
    content: `record${n}-${from + index}`,
    address: [clientOf(index + n)],
    domain: hashOf(`domain${(index + n) % 2}`),
    ...(index % 4 === 3 ? { alternatives: [{ address: [clientOf(index + n + 1)], attemptsMax: 1 }] } : {}),
    warned: index % 5 === 4
  }))

/** A dialer of this campaign that is sending, and lists in every state. */
export function dialerPrelude(campaign: string, n: number): ReadonlyArray<PlainCommand> {
  const list = (listId: string, more: object = {}) =>
    ({ _tag: "CreateList", dialer: campaign, listId, name: listId, subject: "Hello", ...more }) as const
  return [
    { _tag: "SetRates", rates: RATES[n % RATES.length] ?? [] },
    { _tag: "CreateDialer", campaign, settings: { secondsBetween: n % 5 === 0 ? 1 : 0, autopauseAfter: n % 4 } },
    list("l0"),
    { _tag: "ImportRecords", listId: "l0", records: records(1, 12, n), errors: 1 },
    { _tag: "CompleteList", listId: "l0" },
    { _tag: "ActivateList", listId: "l0" },
    list("l1", { onErrors: "refuse" }),
    { _tag: "ImportRecords", listId: "l1", records: records(1, 3, n + 1), errors: 1 },
    { _tag: "CompleteList", listId: "l1" },
    list("l2"),
    { _tag: "ImportRecords", listId: "l2", records: records(1, 4, n + 2) },
    { _tag: "CompleteList", listId: "l2" },
    list("l3"),
    { _tag: "StartDialer", dialer: campaign }
  ]
}

const byName = <V extends { readonly name: string }>(values: Iterable<V>): ReadonlyArray<V> =>
  [...values].sort((x, y) => (x.name < y.name ? -1 : 1))

const dialer = (scene: Scene, n: number): Dialer.Dialer | undefined =>
  pick(byName(hamtValues(scene.facts.dialers.dialers)), n)

const lists = (scene: Scene): ReadonlyArray<Dialer.List> =>
  [...hamtValues(scene.facts.dialers.lists)].sort((x, y) => (x.id < y.id ? -1 : 1))

const inFlight = (scene: Scene, ...states: ReadonlyArray<"claimed" | "submitted">): ReadonlyArray<Dialer.InFlight> =>
  [...hamtValues(scene.facts.dialers.inFlight)]
    .filter(({ state }) => states.includes(state))
    .sort((x, y) => (x.listId === y.listId ? x.record.row - y.record.row : x.listId < y.listId ? -1 : 1))

export const createDialer: Resolve = (scene, picks) => {
  const campaign = isStray(picks) ? "nothing" : scene.campaign(picks.a)?.name
  if (campaign === undefined) return null
  const name = picks.b % 3 === 0 ? {} : { dialer: `d${picks.b % 4}` }
  return { _tag: "CreateDialer", campaign, ...name, settings: { concurrencyMax: 1 + (picks.c % 4) } }
}

export const changeDialer: Resolve = (scene, { a, b, c }) => {
  const one = dialer(scene, a)
  if (one === undefined) return null
  const settings = [
    { secondsBetween: c % 3 },
    { concurrencyMax: 1 + (c % 5) },
    { autopauseAfter: c % 4 },
    { startsAt: c % 2 === 0 ? null : scene.facts.at + 2_000, endsAt: c % 3 === 0 ? scene.facts.at + 60_000 : null },
    { retryAfterSeconds: c % 3 },
    { account: c % 2 === 0 ? "shared" : one.campaign }
  ] as const
  return { _tag: "ChangeDialer", dialer: one.name, settings: pick(settings, b) ?? {} }
}

const about =
  (_tag: "StartDialer" | "PauseDialer" | "StopDialer" | "RemoveDialer"): Resolve =>
  (scene, picks) => {
    const name = isStray(picks) ? "nobody" : dialer(scene, picks.a)?.name
    return name === undefined ? null : { _tag, dialer: name }
  }

export const startDialer = about("StartDialer")
export const pauseDialer = about("PauseDialer")
export const stopDialer = about("StopDialer")

/** One that has nothing under way, sooner than another. */
export const removeDialer: Resolve = (scene, picks) => {
  const idle = byName(hamtValues(scene.facts.dialers.dialers)).filter((one) => one.inFlight === 0)
  const one = isStray(picks) ? undefined : pick(idle, picks.a)
  return one === undefined ? about("RemoveDialer")(scene, picks) : { _tag: "RemoveDialer", dialer: one.name }
}

export const setRates: Resolve = (scene, { b }) =>
  dialer(scene, 0) === undefined ? null : { _tag: "SetRates", rates: pick(RATES, b) ?? [] }

const LISTS = Array.from({ length: 48 }, (_, n) => `l${n}`)

export const createList: Resolve = (scene, picks) => {
  const one = dialer(scene, picks.a)
  if (one === undefined) return null
  const known = new Set<string>(lists(scene).map(({ id }) => id))
  const listId = isStray(picks)
    ? `l${picks.b % 8}`
    : LISTS.find((id) => !known.has(id) && scene.driver.rows.get(`list/${id}`) === null)
  if (listId === undefined) return null
  const subject = isStray(picks) ? {} : { subject: "Hello ${name}" }
  return { _tag: "CreateList", dialer: one.name, listId, name: listId, ...subject }
}

export const importRecords: Resolve = (scene, picks) => {
  const loading = lists(scene).filter(({ state }) => isStray(picks) || state === "loading")
  const list = pick(loading, picks.a)
  if (list === undefined) return null
  const from = list.lastRow + (picks.b % 3 === 0 ? 0 : 1)
  const errors = picks.c % 3
  return {
    _tag: "ImportRecords",
    listId: list.id,
    records: records(Math.max(1, from), 1 + (picks.b % 4), picks.c),
    errors
  }
}

const ofList =
  (
    _tag: "CompleteList" | "ActivateList" | "DeactivateList" | "DropRecords",
    wanted: (list: Dialer.List) => boolean
  ): Resolve =>
  (scene, picks) => {
    const listId = pick(
      lists(scene).filter((list) => isStray(picks) || wanted(list)),
      picks.a
    )?.id
    return listId === undefined ? null : { _tag, listId }
  }

/** Of those that hold records. */
const completeFull = ofList("CompleteList", ({ state, counts }) => state === "loading" && counts.total > 0)

export const completeList = ofList("CompleteList", ({ state }) => state === "loading")
export const activateList = ofList("ActivateList", ({ state }) => state === "complete")
export const deactivateList = ofList("DeactivateList", ({ state }) => state === "complete")
const dropRefused = ofList("DropRecords", ({ state }) => state === "refused")

/** Of a removed list that has any planned, sooner than of a refused one. */
export const dropRecords: Resolve = (scene, picks) => {
  const known = new Set<string>(lists(scene).map(({ id }) => id))
  const stale = scene.driver.rows
    .within({ prefix: "planned/", limit: 100 })
    .flatMap(({ key }) => key.split("/")[1] ?? [])
    .filter((listId) => !known.has(listId))
  const listId = pick([...new Set(stale)], picks.a)
  return listId === undefined || isStray(picks) ? dropRefused(scene, picks) : { _tag: "DropRecords", listId }
}

export const removeList: Resolve = (scene, picks) => {
  const listId = pick(lists(scene), picks.a)?.id
  return listId === undefined ? null : { _tag: "RemoveList", listId, ...(picks.b % 3 === 0 ? {} : { drop: true }) }
}

export const claimRecords: Resolve = (scene, picks) => {
  const one = dialer(scene, picks.a)
  if (one === undefined) return null
  const epoch = Math.max(1, scene.epoch - (isStray(picks) ? 1 : 0))
  return { _tag: "ClaimRecords", dialer: one.name, epoch, max: 1 + (picks.b % 6) }
}

/** How many of a list are planned. */
const planned = ({ counts }: Dialer.List): number => counts.fresh + counts.retrying

/** A dialer that sends goes on where there is something to send; else it is given something. */
export const feedDialer: Resolve = (scene, picks) => {
  const all = byName(hamtValues(scene.facts.dialers.dialers))
  const full = lists(scene).filter((list) => list.state === "complete" && planned(list) > 0)
  const sending = all.filter(({ status, active }) => status === "started" && full.some(({ id }) => id === active))
  const one = pick(sending, picks.a)
  if (one !== undefined) return { _tag: "ClaimRecords", dialer: one.name, epoch: scene.epoch, max: 1 + (picks.b % 6) }
  const list = pick(full, picks.a)
  const owner = list === undefined ? undefined : all.find(({ name }) => name === list.dialer)
  if (list === undefined || owner === undefined) return fill(scene, picks)
  if (owner.active !== list.id) return { _tag: "ActivateList", listId: list.id }
  return { _tag: "StartDialer", dialer: owner.name }
}

const fill = orElse(completeFull, importRecords, createList, createDialer)

export const submitRecords: Resolve = (scene, picks) => {
  const claimed = inFlight(scene, "claimed", ...(isStray(picks) ? (["submitted"] as const) : []))
  const first = pick(claimed, picks.a)
  if (first === undefined) return null
  const rows = claimed.filter(({ listId }) => listId === first.listId).map(({ record }) => record.row)
  return { _tag: "SubmitRecords", listId: first.listId, epoch: scene.epoch, rows: rows.slice(0, 1 + (picks.b % 4)) }
}

const OUTCOMES = ["sent", "sent", "temporary", "failed", "ambiguous"] as const

export const recordSents: Resolve = (scene, picks) => recordOutcomes(scene, { ...picks, b: 0 })
export const recordAmbiguous: Resolve = (scene, picks) => recordOutcomes(scene, { ...picks, b: 4 })

export const recordOutcomes: Resolve = (scene, picks) => {
  const under = inFlight(scene, "submitted", ...(isStray(picks) ? (["claimed"] as const) : []))
  const first = pick(under, picks.a)
  if (first === undefined) return null
  const results = under
    .filter(({ listId }) => listId === first.listId)
    .slice(0, 1 + (picks.b % 4))
    .map(({ record: { row } }, index) => {
      const outcome = pick(OUTCOMES, picks.b + index) ?? "sent"
      if (outcome === "sent") return { row, outcome, ...referenceOf(scene, `${first.listId}${row}`) }
      return { row, outcome, reason: "refused", retryAfterSeconds: picks.c % 3 }
    })
  return { _tag: "RecordOutcomes", listId: first.listId, epoch: scene.epoch, results }
}

function referenceOf(scene: Scene, what: string) {
  const reference = hashOf(`dialled${what}`)
  scene.references.push(reference)
  return { reference: [reference] as const }
}

/** Rows of a list that came out so. */
function processed(scene: Scene, outcome: Dialer.Outcome, n: number) {
  const rows = scene.driver.rows
    .within({ prefix: "record/", limit: 100 })
    .flatMap(({ row }) => (row._tag === "Resolved" && row.resolved.outcome === outcome ? [row] : []))
  const first = pick(rows, n)
  if (first === undefined) return null
  const { listId } = first
  return { listId, rows: rows.filter((row) => row.listId === listId).map(({ resolved }) => resolved.record.row) }
}

const MARKS = ["seen", "bounced", "complained", "unsubscribed"] as const

export const markRecords: Resolve = (scene, picks) => {
  const found = processed(scene, isStray(picks) ? "failed" : "sent", picks.a)
  if (found === null) return null
  const mark = pick(MARKS, picks.b) ?? "seen"
  return { _tag: "MarkRecords", listId: found.listId, mark, rows: found.rows.slice(0, 2), hard: picks.c % 2 === 0 }
}

export const settleRecords: Resolve = (scene, picks) => {
  const found = processed(scene, isStray(picks) ? "sent" : "ambiguous", picks.a)
  if (found === null) return null
  const as = pick(["sent", "failed", "again"] as const, picks.b) ?? "sent"
  return { _tag: "SettleRecords", listId: found.listId, rows: found.rows.slice(0, 2), as }
}
