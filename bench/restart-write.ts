/** A process that writes the log of `restart.snapshot` and prints what is in it. Arguments: address, events at least, open at the end. */
import { Centre } from "@parley/core"
import { EventStore } from "@parley/core/engine"
import { hamtSize } from "@parley/core/internal"
import * as Effect from "effect/Effect"
import { Driver, id } from "./centre.ts"
import { EPOCH, runDay } from "./day.ts"
import { CENTRE, DAY, onStores } from "./restart-centre.ts"

const PAGE = 1_000

const [url = "", ...numbers] = process.argv.slice(2)
const [EVENTS = NaN, OPEN = NaN] = numbers.map(Number)

/** The mixed day, and clients in the end whom nobody answers any more. */
function longDay(): Driver {
  const driver = runDay(DAY)
  let at = driver.log.at(-1)?.at ?? 0
  const open = (): number => hamtSize(driver.state.facts.interactions)
  for (let n = 0; driver.log.length < EVENTS || open() < OPEN; n++) {
    at += 10
    const late = open() < OPEN
    const userId = id<never>(`late-${n}`)
    if (!late) driver.send(at, { _tag: "CreateUser", userId, displayName: "Late", roles: ["supervisor"] })
    else
      driver.send(at, {
        _tag: "ReceiveMessage",
        interactionId: id(`late-${n}`),
        campaign: id("c1"),
        from: [id(`1:${n.toString(36).padStart(22, "L")}`)],
        contents: { body: id(`late-${n}`), raw: null, attachments: [] }
      })
  }
  return driver
}

/** Writes the log as its owner would have. */
const written = (log: Driver["log"]) =>
  Effect.gen(function* () {
    const store = yield* EventStore
    for (let from = 0; from < log.length; from += PAGE) {
      const events = log.slice(from, from + PAGE).map(({ at, event }, n) => ({
        ...{ position: from + n + 1, at, commandId: `c${from + n}`, index: 0, last: true, version: 1 },
        ...{ actor: null, correlationId: null, causationId: null, event }
      }))
      const rows = events.flatMap(({ event }) => [...Centre.rowsOf(event)])
      yield* store.append(CENTRE, {
        expected: { position: from, epoch: from === 0 ? 0 : EPOCH },
        epoch: EPOCH,
        events,
        rows,
        commands: [],
        due: null
      })
    }
  })

const day = longDay()
await onStores(url, written(day.log))
process.stdout.write(JSON.stringify({ events: day.log.length, open: hamtSize(day.state.facts.interactions) }))
