/** Stories of dialers: a dialer with a list, records claimed and sent. */
import { Schema } from "effect"
import { DialerRecord } from "../src/dialer/index.ts"
import { hamtGet } from "../src/kernel/hamt.ts"
import { campaign, centre, hash } from "./given.ts"
import type { Event, Plain, Setting, Story } from "./story.ts"

const decodeRecord = Schema.decodeUnknownSync(DialerRecord)

type NewRecord = Extract<Plain, { _tag: "ImportRecords" }>["records"][number]
type Result = Extract<Plain, { _tag: "RecordOutcomes" }>["results"][number]

/** Takes the centre over: records are claimed in an epoch. */
export const owned = (story: Story): void => {
  story.send({ _tag: "TakeOwnership", epoch: 1 })
}

export const dialer =
  (name: string, of: string, settings: Setting = {}) =>
  (story: Story): void => {
    story.send({ _tag: "CreateDialer", dialer: name, campaign: of, settings })
  }

/** A record of a row: to a client of the row's name, at the domain given. */
export const record = (row: number, more: Partial<NewRecord> = {}): NewRecord => ({
  row,
  content: `content${row}`,
  address: hash(`client${row}`),
  ...more
})

/** The record as it is planned when its row is imported. */
export const plannedRecord = ({ row, content, address, domain = null }: NewRecord): DialerRecord =>
  decodeRecord({
    row,
    priority: 9_999,
    content,
    destinations: [{ address, domain, attemptsMax: 3 }],
    destination: 0,
    attempts: 0,
    notBefore: null,
    warned: false
  })

export const rows = (count: number, more: (row: number) => Partial<NewRecord> = () => ({})): ReadonlyArray<NewRecord> =>
  Array.from({ length: count }, (_, index) => record(index + 1, more(index + 1)))

/** A list that is complete, and active unless it is said otherwise. */
export const list =
  (listId: string, of: string, records: ReadonlyArray<NewRecord>, { active = true } = {}) =>
  (story: Story): void => {
    story.send({ _tag: "CreateList", dialer: of, listId, name: listId, subject: "Hello ${name}" })
    for (let from = 0; from < records.length; from += 500)
      story.send({ _tag: "ImportRecords", listId, records: records.slice(from, from + 500) })
    story.send({ _tag: "CompleteList", listId })
    if (active) story.send({ _tag: "ActivateList", listId })
  }

export const started =
  (name: string) =>
  (story: Story): void => {
    story.send({ _tag: "StartDialer", dialer: name })
  }

/** The rows a claim takes up, in the order in which they go out. */
export const claim = (story: Story, name: string, max = 500): ReadonlyArray<number> =>
  story
    .all("RecordsClaimed", story.send({ _tag: "ClaimRecords", dialer: name, epoch: epochOf(story), max }))
    .flatMap(({ records }) => records.map(({ row }) => row))

/** What a claim is answered: how many, why no more, and when more may be. */
export const claimAnswer = (story: Story, name: string, max = 500) =>
  story.ask({ _tag: "ClaimRecords", dialer: name, epoch: epochOf(story), max })

export const submit = (story: Story, listId: string, ...of: ReadonlyArray<number>): ReadonlyArray<Event> =>
  story.send({ _tag: "SubmitRecords", listId, epoch: epochOf(story), rows: of })

export const outcomes = (story: Story, listId: string, ...results: ReadonlyArray<Result>): ReadonlyArray<Event> =>
  story.send({ _tag: "RecordOutcomes", listId, epoch: epochOf(story), results })

/** Claims, submits and records that so many were sent. */
export function sendOn(story: Story, name: string, listId: string, max = 500): ReadonlyArray<number> {
  const claimed = claim(story, name, max)
  if (claimed.length === 0) return claimed
  submit(story, listId, ...claimed)
  outcomes(story, listId, ...claimed.map((row) => ({ row, outcome: "sent" as const })))
  return claimed
}

const epochOf = (story: Story): number => story.state.facts.tenant.epoch

export function listState(story: Story, listId: string) {
  const found = hamtGet(story.state.facts.dialers.lists, listId)
  if (found === undefined) throw new Error(`no list ${listId}`)
  return found
}

/** `planned/claimed/submitted/sent/failed/ambiguous`. */
export function ledger(story: Story, listId: string): string {
  const { counts } = listState(story, listId)
  const { fresh, retrying, claimed, submitted, sent, failed, ambiguous } = counts
  return [fresh + retrying, claimed, submitted, sent, failed, ambiguous].join("/")
}

/** A centre whose dialer `spring` of `sales` sends the list `march` of so many records. */
export const sending = (count: number, settings: Setting = {}): Story =>
  centre(
    owned,
    campaign("sales"),
    dialer("spring", "sales", settings),
    list("march", "spring", rows(count)),
    started("spring")
  )

export const sent = (row: number) => ({ row, outcome: "sent" }) as const
