/**
 * Sixty-four callers who send commands without an end, one at a time each, and repeat with the same id whatever was not
 * answered; and a channel that sends their messages. What was answered and what left is in the journal.
 */
import { Engine, engineLayer, runSending, vaultLayer, type CentreHandle, type Stores } from "@parley/core/engine"
import { hamtValues } from "@parley/core/internal"
import { Effect, Layer, References, Schedule, type Context } from "effect"
import type { Journal } from "../../packages/testkit/src/durability/journal.ts"
import { commandOf, type PlainCommand } from "@parley/testkit"

export const CENTRE = "soak"
export const CALLERS = 64
/** Each campaign sends so many messages at a time as `SENDING_MAX`: together as many as there are callers. */
const CAMPAIGNS = 8
const CHANNEL = "post"
/** After a kill every so manieth caller begins with what was answered already. */
const REPEATING_EVERY = 8
/** After a failure, before the same is sent again. */
const PAUSE_MS = 20
const THINK_MAX_MS = 11
/** How often it is looked whether all effects have come to their end. */
const LOOK_EVERY_MS = 20

const PAUSES = Schedule.spaced(PAUSE_MS)

const contents = { body: null, raw: null, attachments: [] }

interface Numbered {
  readonly commandId: string
  readonly command: PlainCommand
}

/** What must be there before they begin. */
const prelude: ReadonlyArray<Numbered> = [
  ...Array.from({ length: CAMPAIGNS }, (_, n) => ({
    commandId: `campaign-${n}`,
    command: {
      _tag: "CreateCampaign" as const,
      campaign: `campaign-${n}`,
      channel: CHANNEL,
      settings: { wrapUpSeconds: 0, eligibility: "ringallmultiple" as const }
    }
  })),
  ...Array.from({ length: CALLERS }, (_, caller): ReadonlyArray<Numbered> => {
    const agentId = `agent-${caller}`
    const campaigns = [`campaign-${caller % CAMPAIGNS}`]
    return [
      { commandId: agentId, command: { _tag: "CreateUser", userId: agentId, displayName: agentId, roles: ["agent"] } },
      { commandId: `${agentId}-in`, command: { _tag: "SignIn", agentId, sessionId: agentId } },
      { commandId: `${agentId}-joins`, command: { _tag: "AddMembers", campaigns, agents: [agentId] } }
    ]
  }).flat()
]

/** The n-th command of a caller: a client's message, which is taken, answered and finished. */
function nthOf(caller: number, n: number): Numbered {
  const [interactionId, agentId] = [`i${caller}-${Math.floor(n / 4)}`, `agent-${caller}`]
  const commands: ReadonlyArray<PlainCommand> = [
    { _tag: "ReceiveMessage", interactionId, campaign: `campaign-${caller % CAMPAIGNS}`, contents },
    { _tag: "TakeInteraction", interactionId, agentId },
    { _tag: "SendMessage", interactionId, agentId, contents },
    { _tag: "FinishInteraction", interactionId, agentId }
  ]
  const command = commands[n % 4]
  if (command === undefined) throw new Error("there are four")
  return { commandId: `c${caller}-${n}`, command }
}

/** Between two commands, so that callers do not go in step. */
const thinkMs = (caller: number, n: number): number => (7 * caller + 13 * n) % THINK_MAX_MS

/** By caller, the number of the last command that was answered; -1: none was. */
function lastAnswered(journal: Journal): Array<number> {
  const last = Array.from({ length: CALLERS }, () => -1)
  for (const line of journal.lines()) {
    const [, caller, n] = (line._tag === "Acknowledged" ? /^c(\d+)-(\d+)$/.exec(line.commandId) : null) ?? []
    if (caller !== undefined && n !== undefined) last[Number(caller)] = Math.max(last[Number(caller)] ?? -1, Number(n))
  }
  return last
}

type OpenCentre = Effect.Effect<CentreHandle, unknown>

/** Sends until it is answered. A refusal is a fault: it is told in the journal, as an answer that nothing else has. */
const send = (open: OpenCentre, journal: Journal, { commandId, command }: Numbered): Effect.Effect<void> =>
  Effect.gen(function* () {
    const sent = yield* (yield* open).send(commandOf(command), { commandId, actor: "caller" })
    if (!sent.ok) throw new Error(`${commandId} was refused: ${JSON.stringify(sent.rejection)}`)
    journal.write({ _tag: "Acknowledged", commandId, position: sent.position, answer: sent.answer ?? null })
  }).pipe(Effect.retry({ schedule: PAUSES }), Effect.orDie)

const sendAll = (open: OpenCentre, journal: Journal): Effect.Effect<never> =>
  Effect.gen(function* () {
    const last = lastAnswered(journal)
    const calling = (_: number, caller: number) =>
      Effect.gen(function* () {
        const next = (last[caller] ?? -1) + 1
        // Some ask again what was answered last: it must have the same answer.
        for (let n = caller % REPEATING_EVERY === 0 ? Math.max(0, next - 1) : next; ; n++) {
          yield* send(open, journal, nthOf(caller, n))
          yield* Effect.sleep(thinkMs(caller, n))
        }
      })
    return yield* Effect.andThen(
      Effect.forEach(last, calling, { concurrency: "unbounded", discard: true }),
      Effect.never
    )
  })

const prepared = (open: OpenCentre, journal: Journal): Effect.Effect<void> =>
  Effect.forEach(prelude, (one) => send(open, journal, one), { discard: true })

/** The channel of whichever handle there is. */
const sending = (open: OpenCentre, journal: Journal): Effect.Effect<never> =>
  Effect.forever(
    Effect.gen(function* () {
      const handle = yield* open
      const run = runSending(handle, CHANNEL, ({ id }, gate) =>
        Effect.andThen(
          gate,
          Effect.sync(() => {
            journal.write({ _tag: "Delivered", key: id })
            return { outcome: "sent" as const }
          })
        )
      )
      yield* Effect.raceFirst(run, handle.ended)
    }).pipe(Effect.exit, Effect.andThen(Effect.sleep(PAUSE_MS)))
  )

/** Everything that was sent off has come to its end. */
const drained = (open: OpenCentre): Effect.Effect<void> =>
  Effect.gen(function* () {
    const handle = yield* Effect.orDie(open)
    for (;;) {
      const { state } = yield* handle.state
      if ([...hamtValues(state.facts.outgoing)].every((one) => one.state === "ambiguous")) return
      yield* Effect.sleep(LOOK_EVERY_MS)
    }
  })

/** What a process does: it makes what callers need; it calls until it is told to end; or it only ends what others left. */
export type Part = "prepare" | "call" | "drain"

/** Does its part, and brings what was sent off to its end. */
export const call = (
  stores: Context.Context<Stores>,
  journal: Journal,
  { what, told }: { readonly what: Part; readonly told: Effect.Effect<void> }
): Effect.Effect<void, unknown> =>
  Effect.gen(function* () {
    const engine = yield* Engine
    const open = engine.open(CENTRE)
    yield* Effect.forkScoped(sending(open, journal))
    if (what === "prepare") yield* prepared(open, journal)
    if (what === "call") yield* Effect.raceFirst(sendAll(open, journal), told)
    yield* drained(open)
  }).pipe(
    Effect.scoped,
    Effect.provide(
      engineLayer({ channels: [{ name: CHANNEL, kind: "asynchronous", media: "text" }] }).pipe(
        Layer.provideMerge(vaultLayer(new Uint8Array(32).fill(7))),
        Layer.provideMerge(Layer.succeedContext(stores))
      )
    ),
    Effect.provideService(References.MinimumLogLevel, "None")
  )
