// Adds golden logs for the kinds of event (type and version) that none has yet, from generated histories. Never touches one
// that is there: `npm run golden` after a new event type or version, and commit what it adds. Freezes an event of each kind
// that has none yet (frozen/events.jsonl, where lines are added and none is ever changed). Then renews the hashes of what
// the logs fold to, where `STATE_VERSION` was raised for it.
import { createHash } from "node:crypto"
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Centre } from "@parley/core"
import { conditions, makeWith } from "@parley/core/internal"
import {
  frozenOf,
  goldenFile,
  history,
  historyDefinition,
  newlyFrozen,
  open,
  play,
  readGolden,
  stateFault,
  stateHashOf
} from "@parley/testkit"
import fc from "fast-check"

/** Histories that are looked through, at most; a gap that is left is told. */
const HISTORIES = Number(process.argv[2] ?? 12_000)
const SEED = 4_711

const folder = join(import.meta.dirname, "..", "packages", "testkit", "golden")
const hashOf = (text) => createHash("sha256").update(text).digest("hex")
mkdirSync(folder, { recursive: true })
const files = readdirSync(folder).filter((name) => name.endsWith(".jsonl"))
const known = new Set(files.flatMap((name) => [...readGolden(readFileSync(join(folder, name), "utf8"), hashOf).kinds]))

const centre = Centre.make(historyDefinition())
const kindsOf = (log) => new Set(log.map(({ event, version }) => `${event._tag} ${version}`))
/** The logs that bring something new, as they are found; later a smaller choice of them. */
const found = []
const seen = new Set(known)
fc.check(
  fc.property(history(), (one) => {
    const { log } = play(centre, one)
    const kinds = kindsOf(log)
    if ([...kinds].some((kind) => !seen.has(kind))) {
      for (const kind of kinds) seen.add(kind)
      found.push({ log, kinds })
    }
  }),
  { seed: SEED, numRuns: HISTORIES }
)
/** What histories come to seldom or never: a strategy that throws, the centre's own mail, a dialer's record again. */
function byHand() {
  const broken = {
    name: "broken",
    kind: "keyed",
    from: "first",
    key: () => {
      throw new Error("broken")
    }
  }
  // A format to come: no log of today's raises it.
  const driver = open(makeWith(historyDefinition({ delivery: [broken] }), conditions, 2))
  const [client, reference] = [["1:client0000000000"], ["1:reference0000000"]]
  const contents = { body: null, raw: null, attachments: [] }
  const commands = [
    { _tag: "CreateCentre", seed: "golden", zone: "UTC" },
    { _tag: "TakeOwnership", epoch: 1 },
    { _tag: "CreateUser", userId: "ann", displayName: "Ann", roles: ["agent"] },
    { _tag: "CreateCampaign", campaign: "mail", channel: "email", settings: { delivery: "broken" } },
    { _tag: "AddMembers", campaigns: ["mail"], agents: ["ann"] },
    { _tag: "SignIn", agentId: "ann", sessionId: "s0" },
    {
      _tag: "ReceiveMessage",
      interactionId: "i1",
      campaign: "mail",
      contents: { body: null, raw: null, attachments: [] }
    },
    { _tag: "ChangeCentre", systemMail: "mail" },
    { _tag: "DefineArea", name: "north" },
    { _tag: "DefineAgentGroup", name: "first" },
    { _tag: "ChangeAgentGroup", name: "first", area: "north" },
    { _tag: "DefineDisposition", dispositionId: "again", value: "Again", action: "respool" },
    { _tag: "CreateDialer", dialer: "spring", campaign: "mail" },
    { _tag: "CreateList", dialer: "spring", listId: "march", name: "march", subject: "Hello" },
    { _tag: "ImportRecords", listId: "march", records: [{ row: 1, content: "c1", address: client }] },
    { _tag: "CompleteList", listId: "march" },
    { _tag: "ActivateList", listId: "march" },
    { _tag: "StartDialer", dialer: "spring" },
    { _tag: "ClaimRecords", dialer: "spring", epoch: 1, max: 1 },
    { _tag: "SubmitRecords", listId: "march", epoch: 1, rows: [1] },
    { _tag: "RecordOutcomes", listId: "march", epoch: 1, results: [{ row: 1, outcome: "sent", reference }] },
    { _tag: "ReceiveMessage", interactionId: "i2", campaign: "mail", from: client, inReplyTo: [reference], contents },
    { _tag: "AcceptOffer", interactionId: "i2", offerId: "i2.o1", agentId: "ann" },
    {
      _tag: "FinishInteraction",
      interactionId: "i2",
      agentId: "ann",
      disposition: { path: ["again"], comment: null }
    }
  ]
  for (const [nth, command] of commands.entries()) {
    const sent = driver.sendPlain(1_772_442_000_000 + nth * 1_000, command)
    if (sent._tag === "Failure") throw new Error(`${command._tag} was refused: ${JSON.stringify(sent.failure)}`)
  }
  return driver.log
}

const hand = byHand()
if ([...kindsOf(hand)].some((kind) => !seen.has(kind))) {
  for (const kind of kindsOf(hand)) seen.add(kind)
  found.push({ log: hand, kinds: kindsOf(hand) })
}
const left = new Set([...seen].filter((kind) => !known.has(kind)))
const chosen = []
while (left.size > 0) {
  const gain = ({ kinds }) => [...kinds].filter((kind) => left.has(kind)).length
  const best = found.reduce((a, b) => (gain(b) > gain(a) ? b : a))
  for (const kind of best.kinds) left.delete(kind)
  chosen.push(best)
}
let nth = files.length
for (const { log } of chosen) {
  nth += 1
  const name = `${String(nth).padStart(3, "0")}.jsonl`
  writeFileSync(join(folder, name), goldenFile(log, hashOf))
  process.stdout.write(`${name}: ${log.length} events\n`)
}

const frozenFile = join(folder, "..", "frozen", "events.jsonl")
const frozen = existsSync(frozenFile) ? readFileSync(frozenFile, "utf8") : ""
const stored = readdirSync(folder)
  .filter((name) => name.endsWith(".jsonl"))
  .flatMap((name) => readFileSync(join(folder, name), "utf8").trimEnd().split("\n").slice(1))
  .map((line) => JSON.parse(line).event)
const added = newlyFrozen(frozenOf(frozen), stored, hashOf)
mkdirSync(join(folder, "..", "frozen"), { recursive: true })
writeFileSync(frozenFile, frozen + added.map((one) => `${JSON.stringify(one)}\n`).join(""))
process.stdout.write(`${added.length} events newly frozen\n`)

const hashFile = join(folder, "state-hashes.json")
const names = readdirSync(folder).filter((name) => name.endsWith(".jsonl"))
const hashes = Object.fromEntries(
  names.map((name) => [name, stateHashOf(readFileSync(join(folder, name), "utf8"), hashOf)])
)
const committed = existsSync(hashFile) ? JSON.parse(readFileSync(hashFile, "utf8")) : { stateVersion: 0, hashes: {} }
const fault = stateFault(committed, hashes)
if (fault?.endsWith("raise STATE_VERSION, then npm run golden") || fault?.startsWith("STATE_VERSION went back")) {
  process.stderr.write(`${fault}\n`)
  process.exitCode = 1
} else writeFileSync(hashFile, `${JSON.stringify({ stateVersion: Centre.STATE_VERSION, hashes }, null, 2)}\n`)
process.stdout.write(`${seen.size} kinds of event, ${nth} golden logs\n`)
