/**
 * Every port through which a centre leaves something behind, in one table, and a way to stand before and after each call:
 * to list them, to kill there, to fail there. Nothing of it is inside the engine.
 */
import {
  ContentRows,
  EventStore,
  Ownership,
  PrivateRows,
  ReadModels,
  Snapshots,
  type Stores
} from "@parley/core/engine"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"

/** What a call leaves behind, of each method of a service; null: nothing. A method without an entry does not compile. */
type Leaves<Service> = { readonly [Method in keyof Service]: string | null }

const eventStore: Leaves<EventStore["Service"]> = {
  append: "a batch of a log: events, rows and recorded commands",
  forgetCommands: "recorded commands forgotten",
  head: null,
  read: null,
  readAny: null,
  rows: null,
  range: null,
  commands: null,
  changes: null,
  centres: null,
  due: null
}

const contentRows: Leaves<ContentRows["Service"]> = {
  put: "an item of content",
  putChunk: "a further chunk of an item",
  abandon: "the chunks of a broken-off upload gone",
  rewrap: "an item in the hands of those whose it is",
  changeWraps: "items under a new master key",
  dropHolder: "what only an erased contact held gone",
  drop: "content that is kept no longer gone",
  sweep: "content that no event named gone",
  get: null,
  chunk: null,
  held: null
}

const privateRows: Leaves<PrivateRows["Service"]> = {
  put: "a private value: a secret, a checkpoint, a mark",
  putIfAbsent: "a key that is made once",
  replace: "a key under a new master key",
  delete: "a private value gone: a key, a secret",
  get: null,
  list: null
}

const ownership: Leaves<Ownership["Service"]> = { claim: "the claim of a centre" }

const snapshots: Leaves<Snapshots["Service"]> = {
  putPart: "a part of a snapshot",
  complete: "a snapshot that is whole",
  prune: "older snapshots gone",
  heads: null,
  parts: null
}

const readModels: Leaves<ReadModels["Service"]> = {
  write: "documents of a read model, and its checkpoint",
  drop: "an older version of a read model gone",
  checkpoints: null,
  documents: null,
  list: null
}

/** What goes out of the engine otherwise: answers to those who sent commands, and effects on the world. */
const outside: Leaves<{ acknowledge: unknown; tell: unknown; deliver: unknown }> = {
  acknowledge: "the answer to a command, as its caller has it",
  tell: "a step of a sending: claimed, submitted, its outcome",
  deliver: "an effect on the world: a message that has left"
}

export type PortName =
  | "eventStore"
  | "contentRows"
  | "privateRows"
  | "ownership"
  | "snapshots"
  | "readModels"
  | "outside"

/** By port and method, what a call leaves behind. */
export const ports: Readonly<Record<PortName, Readonly<Record<string, string | null>>>> = {
  eventStore,
  contentRows,
  privateRows,
  ownership,
  snapshots,
  readModels,
  outside
}

/** One call of a method of a port. */
export interface Call {
  readonly port: PortName
  readonly method: string
  /** Whether it leaves something behind. */
  readonly writes: boolean
}

/** What is done around a call, each time that it is made. */
export type Around = (
  call: Call,
  effect: Effect.Effect<unknown, unknown, unknown>
) => Effect.Effect<unknown, unknown, unknown>

const isFunction = (member: unknown): member is (...args: ReadonlyArray<unknown>) => unknown =>
  typeof member === "function"

/** Names of the methods of a port, by whether they leave something behind. */
export const methodsOf = (port: PortName): ReadonlyArray<readonly [method: string, leaves: string | null]> =>
  Object.entries(ports[port])

const callOf = (port: PortName, method: string): Call => ({
  port,
  method,
  writes: methodsOf(port).some(([name, leaves]) => name === method && leaves !== null)
})

/** The service with `around` at each call of an effect; streams and plain values pass as they are. */
export function watched<Service extends object>(name: PortName, service: Service, around: Around): Service {
  return new Proxy(service, {
    get: (target, method, receiver): unknown => {
      const member: unknown = Reflect.get(target, method, receiver)
      if (typeof method !== "string") return member
      const call = callOf(name, method)
      const pass = (effect: Effect.Effect<unknown, unknown, unknown>) => Effect.suspend(() => around(call, effect))
      if (Effect.isEffect(member)) return pass(member)
      if (!isFunction(member)) return member
      return (...args: ReadonlyArray<unknown>): unknown => {
        const answer = Reflect.apply(member, target, args)
        return Effect.isEffect(answer) ? pass(answer) : answer
      }
    }
  })
}

/** All stores of a database, watched. */
export const watchedStores = (stores: Context.Context<Stores>, around: Around): Context.Context<Stores> =>
  Context.empty().pipe(
    Context.add(EventStore, watched("eventStore", Context.get(stores, EventStore), around)),
    Context.add(ContentRows, watched("contentRows", Context.get(stores, ContentRows), around)),
    Context.add(PrivateRows, watched("privateRows", Context.get(stores, PrivateRows), around)),
    Context.add(Ownership, watched("ownership", Context.get(stores, Ownership), around)),
    Context.add(Snapshots, watched("snapshots", Context.get(stores, Snapshots), around)),
    Context.add(ReadModels, watched("readModels", Context.get(stores, ReadModels), around))
  )

/** What goes out otherwise, watched like a port. */
export const outgoing = <A, E, R>(
  method: keyof typeof outside,
  effect: Effect.Effect<A, E, R>,
  around: Around
): Effect.Effect<A, E, R> => watched("outside", { [method]: effect }, around)[method] ?? effect
