/** One sample of each event of dialers, as plain data. */
const hash = "1:abcdefghijklmnop"
const dialer = { dialer: "spring", campaign: "sales" }
const list = { ...dialer, listId: "list1" }
const settings = {
  label: "Spring",
  template: "offer",
  secondsBetween: 2,
  concurrencyMax: 10,
  schedule: [{ day: "mon", from: "09:00", to: "13:00" }],
  startsAt: 0,
  endsAt: 60_000,
  event: {
    title: "Call with ${name}",
    organizer: "Sales",
    start: { variable: "start", fixed: "2026-03-02 10:00:00" },
    end: { variable: null, fixed: "2026-03-02T11:00:00Z" }
  },
  autopauseAfter: 5,
  account: "sales",
  retryAfterSeconds: 60
}
const record = {
  row: 1,
  priority: 9_999,
  content: "content1",
  destinations: [{ address: [hash], domain: hash, attemptsMax: 3 }],
  destination: 0,
  attempts: 1,
  notBefore: null,
  warned: false
}
const records = [record]
const resolved = [{ record, outcome: "sent", reason: null, at: 60_000, reference: [hash], marks: ["seen"] }]

export const dialerEvents = {
  RatesSet: { rates: [{ per: "domain", name: null, limit: 10, windowSeconds: 60 }] },
  DialerCreated: { ...dialer, settings },
  DialerChanged: { ...dialer, settings },
  DialerStarted: dialer,
  DialerPaused: { ...dialer, cause: "failures" },
  DialerStopped: dialer,
  DialerRemoved: dialer,
  ListCreated: { ...list, name: "March", subject: "Hello ${name}", onErrors: "keep" },
  ListCompleted: { ...list, records: 1, errors: 0 },
  ListRefused: { ...list, records: 1, errors: 1 },
  ListActivated: list,
  ListDeactivated: list,
  ListRemoved: { ...list, planned: 1 },
  RecordsImported: { ...list, records, errors: 0 },
  RecordsClaimed: { ...list, epoch: 1, records, retryAt: null },
  RecordsBlocked: { ...list, reason: "blacklisted", at: 60_000, records, retryAt: null },
  RecordsSubmitted: { ...list, rows: [1] },
  RecordsReturned: { ...list, cause: "refused-for-now", records: [{ ...record, notBefore: 60_000 }] },
  RecordsResolved: { ...list, records: resolved },
  RecordsSettled: { ...list, wroteTo: [], as: "sent", records: resolved },
  RecordsRespooled: { ...list, wroteTo: [{ row: 1, address: [hash] }], cause: "reschedule", records: resolved },
  RecordsMarked: { ...list, mark: "seen", records: resolved },
  RecordAnswered: { ...list, row: 1, interactionId: "i1", reference: [hash] },
  RecordsDropped: { ...list, records }
}
