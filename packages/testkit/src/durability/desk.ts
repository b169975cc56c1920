/** A caller who notes what it means to do before it does it, and repeats, with the same id, whatever was not answered. */
import {
  fromUtf8,
  putBody,
  utf8,
  type CentreHandle,
  type ContentTooLarge,
  type SendFailure,
  type StoreFailure,
  type VaultService
} from "@parley/core/engine"
import { Fields } from "@parley/core"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { commandOf, type PlainCommand } from "../harness.ts"
import { notedIn, type Journal } from "./journal.ts"
import { outgoing, type Around } from "./ports.ts"

export const CENTRE = "acme"
export const CHANNEL = "post"

/** A command of the story was refused: never so in a run without failure. */
export class StoryRefused extends Error {
  override readonly name = "StoryRefused"
}

export type DeskFailure = SendFailure | StoreFailure | ContentTooLarge

export interface DeskParts {
  readonly handle: CentreHandle
  readonly vault: VaultService
  readonly journal: Journal
  readonly around: Around
  /** Whether the store has recorded a command, past all that is in between. */
  readonly isRecorded: (commandId: string) => Effect.Effect<boolean, StoreFailure>
}

const parsed = (text: string): unknown => JSON.parse(text)

/** Why an upload ends early. */
class BrokenOff {
  readonly _tag = "BrokenOff"
}

const UPLOAD_PIECE_BYTES = 50_000

export class Desk {
  readonly #parts: DeskParts

  constructor(parts: DeskParts) {
    this.#parts = parts
  }

  get handle(): CentreHandle {
    return this.#parts.handle
  }

  /** What was noted under a name, made now if nothing was. */
  noted<E>(name: string, make: Effect.Effect<string, E>): Effect.Effect<string, E> {
    const { journal } = this.#parts
    return Effect.suspend(() => {
      const known = notedIn(journal, name)
      if (known !== undefined) return Effect.succeed(known)
      return Effect.tap(make, (id) => Effect.sync(() => journal.write({ _tag: "Noted", name, id })))
    })
  }

  /** Sends a command, the same as before if it is a repeat; where its last event stands. */
  send<E = never>(
    commandId: string,
    plain: PlainCommand | Effect.Effect<PlainCommand, E>
  ): Effect.Effect<number, E | SendFailure> {
    const { handle, journal, around, isRecorded } = this.#parts
    const made = Effect.isEffect(plain) ? plain : Effect.succeed(plain)
    return Effect.gen({ self: this }, function* () {
      const text = yield* this.noted(
        `command ${commandId}`,
        Effect.map(made, (command) => JSON.stringify(command))
      )
      const command = commandOf(parsed(text))
      const sent = yield* Effect.tapError(handle.send(command, { commandId, actor: "caller" }), (failure) =>
        Effect.map(isRecorded(commandId), (recorded) => {
          const unknown = failure._tag === "StoreUnavailable" && failure.unknown
          journal.write({ _tag: "Failed", commandId, failure: failure._tag, unknown, recorded })
        })
      )
      if (!sent.ok) throw new StoryRefused(`${commandId} was refused: ${JSON.stringify(sent.rejection)}`)
      const { position, answer } = sent
      const acknowledged = { _tag: "Acknowledged", commandId, position, answer: answer ?? null } as const
      yield* outgoing(
        "acknowledge",
        Effect.sync(() => journal.write(acknowledged)),
        around
      )
      return position
    })
  }

  /** Content of these words, noted under their name. */
  text(name: string, words = name): Effect.Effect<string, DeskFailure> {
    return this.noted(`content ${name}`, this.#parts.vault.put(CENTRE, { mediaType: "text/plain", bytes: utf8(words) }))
  }

  /** The body of a client's message. */
  body(name: string, address: string): Effect.Effect<string, DeskFailure> {
    const nothing = { to: [], cc: [], subject: null, html: null, reference: null, references: [], sentAt: null }
    return this.noted(
      `content ${name}`,
      putBody(this.#parts.vault, CENTRE, {
        ...nothing,
        from: { address, name: null },
        text: name,
        attachments: []
      })
    )
  }

  /** A file that comes as a stream, in several chunks. */
  upload(name: string, pieces: number): Effect.Effect<string, DeskFailure> {
    const bytes = Stream.map(Stream.range(1, pieces), (n) => new Uint8Array(UPLOAD_PIECE_BYTES).fill(n))
    return this.noted(`content ${name}`, this.#parts.vault.putStream(CENTRE, { mediaType: "image/png", bytes }))
  }

  /** An upload of which the other end goes away in the midst. */
  brokenUpload(pieces: number): Effect.Effect<void, DeskFailure> {
    const sent = Stream.map(Stream.range(1, pieces), (n) => new Uint8Array(UPLOAD_PIECE_BYTES).fill(n))
    const bytes = Stream.concat(sent, Stream.fail(new BrokenOff()))
    return this.#parts.vault.putStream(CENTRE, { mediaType: "image/png", bytes }).pipe(
      Effect.asVoid,
      Effect.catchTag("BrokenOff", () => Effect.void)
    )
  }

  secret(name: string): Effect.Effect<string, StoreFailure> {
    return this.noted(`secret ${name}`, this.#parts.vault.putSecret(CENTRE, `the password of ${name}`))
  }

  /** An address as commands name it. */
  hashes(address: string): Effect.Effect<Array<string>, StoreFailure> {
    return Effect.map(this.#parts.vault.hashes(CENTRE, "address", `${CHANNEL}\n${address}`), (hashes) => [...hashes])
  }
}

/** The text of an item of content; null where there is none any more. */
export const textOf = (vault: VaultService, id: string) =>
  Effect.map(vault.get(CENTRE, Fields.ContentId.make(id)), (item) =>
    item === null ? null : item.mediaType === "image/png" ? `${item.bytes.length} bytes` : fromUtf8(item.bytes)
  )
