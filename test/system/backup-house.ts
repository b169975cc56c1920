/** A centre with clients who write, agents who answer and a channel that sends, on whatever stores: what backups are taken of. */
import { Fields } from "@parley/core"
import {
  ContentRows,
  Engine,
  engineLayer,
  fromUtf8,
  runSending,
  utf8,
  Vault,
  vaultLayer,
  type CentreHandle,
  type Gate,
  type Stores,
  type VaultService
} from "@parley/core/engine"
import { contentDirectory } from "@parley/directory"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as References from "effect/References"
import { commandOf, type PlainCommand } from "../../packages/testkit/src/harness.ts"

export const CENTRE = "acme"
export const MASTER_KEY = new Uint8Array(32).fill(7)
const CHANNEL = "post"
/** Who writes at the same time, each one message after another. */
const CLIENTS = 3

/** Answers that stay where they are while a backup is taken. */
export const HELD = ["claimed", "submitted", "sent-later"] as const
export type Held = (typeof HELD)[number]

/** What the world has seen of a centre, beside its stores. */
export interface Seen {
  /** By id of content: its text, and where the command that named it was acknowledged. */
  readonly texts: Map<string, { readonly text: string; readonly position: number }>
  /** By id of a command: its answer. */
  readonly acknowledged: Map<string, number>
  /** Ids of messages that left, in order. */
  readonly delivered: Array<string>
  /** By answer that was held: the id of its message. */
  readonly held: Map<Held, string>
}

export const nothingSeen = (): Seen => ({ texts: new Map(), acknowledged: new Map(), delivered: [], held: new Map() })

export interface House {
  readonly handle: CentreHandle
  readonly vault: VaultService
  readonly seen: Seen
}

/** The engine on these stores, with its channel. `release`: until then what is held stays where it is. */
export const inHouse = <A, E, RE>(
  stores: Layer.Layer<Stores, RE>,
  { seen, release }: { readonly seen: Seen; readonly release: Deferred.Deferred<void> | null },
  use: (house: House) => Effect.Effect<A, E, Stores>
) =>
  Effect.gen(function* () {
    const handle = yield* (yield* Engine).open(CENTRE)
    const submit = ({ id, interactionId }: { id: string; interactionId: string }, gate: Gate) =>
      Effect.gen(function* () {
        const held = HELD.find((name) => name === interactionId)
        if (held !== undefined && release !== null) {
          if (held === "submitted") yield* gate
          seen.held.set(held, id)
          yield* held === "sent-later" ? Deferred.await(release) : Effect.never
        }
        yield* gate
        seen.delivered.push(id)
        return { outcome: "sent" } as const
      })
    yield* Effect.forkScoped(runSending(handle, CHANNEL, submit))
    return yield* use({ handle, vault: yield* Vault, seen })
  }).pipe(
    Effect.scoped,
    Effect.provide(
      engineLayer({ channels: [{ name: CHANNEL, kind: "asynchronous", media: "text" }] }).pipe(
        Layer.provideMerge(vaultLayer(MASTER_KEY)),
        Layer.provideMerge(stores),
        Layer.fresh
      )
    ),
    Effect.provideService(References.MinimumLogLevel, "Error")
  )

/** Sends a command and keeps its answer; what it names is kept with its text. */
export const send = (
  { handle, seen }: House,
  commandId: string,
  plain: PlainCommand,
  texts: ReadonlyArray<readonly [id: string, text: string]> = []
) =>
  Effect.map(handle.send(commandOf(plain), { commandId }), (sent) => {
    if (!sent.ok) throw new Error(`${commandId} was refused: ${JSON.stringify(sent.rejection)}`)
    seen.acknowledged.set(commandId, sent.position)
    for (const [id, text] of texts) seen.texts.set(id, { text, position: sent.position })
    return sent
  })

const put = ({ vault }: House, text: string) => vault.put(CENTRE, { mediaType: "text/plain", bytes: utf8(text) })

/** The text of an item; null where there is none any more. */
export const textIn = (vault: VaultService, id: string) =>
  Effect.map(vault.get(CENTRE, Fields.ContentId.make(id)), (item) => (item === null ? null : fromUtf8(item.bytes)))

const hashesOf = ({ vault }: House, address: string) =>
  Effect.map(vault.hashes(CENTRE, "address", `${CHANNEL}\n${address}`), (hashes) => [...hashes])

/** The centre as it is before anybody writes. */
export const setUp = (house: House) =>
  Effect.gen(function* () {
    const settings = { wrapUpSeconds: 0, eligibility: "ringallmultiple" } as const
    const commands: ReadonlyArray<PlainCommand> = [
      { _tag: "CreateUser", userId: "ann", displayName: "Ann", roles: ["agent"] },
      { _tag: "SignIn", agentId: "ann", sessionId: "ann-session" },
      { _tag: "CreateCampaign", campaign: "sales", channel: CHANNEL, settings },
      { _tag: "AddMembers", campaigns: ["sales"], agents: ["ann"] }
    ]
    for (const [n, command] of commands.entries()) yield* send(house, `set-up-${n}`, command)
  })

/** A contact with a name, under their address. */
export const addContact = (house: House, contactId: string) =>
  Effect.gen(function* () {
    const text = `the name of ${contactId}`
    const [name, address] = [yield* put(house, text), yield* hashesOf(house, contactId)]
    yield* send(house, `add-${contactId}`, { _tag: "AddContact", contactId, name, address }, [[name, text]])
    return name
  })

/** A message of a client. The id of its body. */
export const write = (house: House, client: string, interactionId: string) =>
  Effect.gen(function* () {
    const text = `what ${client} wrote as ${interactionId}`
    const [body, from] = [yield* put(house, text), yield* hashesOf(house, client)]
    const contents = { body, raw: null, attachments: [] }
    const message = { _tag: "ReceiveMessage", interactionId, campaign: "sales", from, contents } as const
    yield* send(house, `write-${interactionId}`, message, [[body, text]])
    return body
  })

/** Ann's answer in a conversation that is hers. */
const answer = (house: House, interactionId: string, n: number) =>
  Effect.gen(function* () {
    const text = `answer ${n} in ${interactionId}`
    const body = yield* put(house, text)
    const contents = { body, raw: null, attachments: [] }
    const message = { _tag: "SendMessage", interactionId, agentId: "ann", contents } as const
    yield* send(house, `answer-${interactionId}-${n}`, message, [[body, text]])
  })

const take = (house: House, interactionId: string) =>
  send(house, `take-${interactionId}`, { _tag: "TakeInteraction", interactionId, agentId: "ann" })

/** Answers that are held on their way out: each has come to where it stays. */
export const holdAnswers = (house: House) =>
  Effect.gen(function* () {
    for (const name of HELD) {
      yield* write(house, `client-${name}`, name)
      yield* take(house, name)
      yield* answer(house, name, 0)
    }
    while (house.seen.held.size < HELD.length) yield* Effect.sleep(5)
  })

/** Clients who write and an agent who answers, all the time, from this call on until it is interrupted. */
export const startTraffic = (house: House, name: string) =>
  Effect.gen(function* () {
    yield* write(house, `${name}-first`, `${name}-talk`)
    yield* take(house, `${name}-talk`)
    const client = (number: number) =>
      Effect.gen(function* () {
        for (let n = 0; ; n++) {
          const who = `${name}-${number}-${n}`
          // New clients all the time: whose keys are drawn while the backup is taken.
          yield* addContact(house, who)
          yield* write(house, who, `${who}-talk`)
        }
      })
    const talk = Effect.gen(function* () {
      for (let n = 0; ; n++) yield* answer(house, `${name}-talk`, n)
    })
    const all = [talk, ...Array.from({ length: CLIENTS }, (_, number) => client(number))]
    return yield* Effect.forkChild(Effect.all(all, { concurrency: "unbounded", discard: true }))
  })

export type Traffic = Fiber.Fiber<void, unknown>

/** Waits until the log has grown by so many events; fails with what the traffic failed with. */
export const grown = (house: House, traffic: Traffic, events: number) =>
  Effect.gen(function* () {
    const { position } = yield* house.handle.state
    yield* Effect.raceFirst(house.handle.reached(position + events), Effect.asVoid(Fiber.join(traffic)))
    return (yield* house.handle.state).position
  })

/** Files of content that are placed with their contacts only while nobody holds that up. */
export function heldUpFiles(directory: string) {
  let placing: Effect.Effect<void> = Effect.void
  const files = Layer.effect(
    ContentRows,
    Effect.map(ContentRows, (rows) => ({
      ...rows,
      rewrap: (...args: Parameters<typeof rows.rewrap>) =>
        Effect.andThen(
          Effect.suspend(() => placing),
          rows.rewrap(...args)
        )
    }))
  ).pipe(Layer.provide(contentDirectory({ directory })))
  const holdUp = Effect.map(Deferred.make<void>(), (release) => {
    placing = Deferred.await(release)
    return Deferred.succeed(release, undefined)
  })
  return { files, holdUp }
}

/** Waits until an item is its contact's. */
export const placed = (id: string) =>
  Effect.gen(function* () {
    const contents = yield* ContentRows
    const isPlaced = Effect.map(contents.get(CENTRE, id), (item) => item !== null && !item.wraps.has(""))
    while (!(yield* isPlaced)) yield* Effect.sleep(5)
  })
