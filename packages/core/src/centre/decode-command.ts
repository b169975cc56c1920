/** Commands from plain JSON. */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { CentreCommand } from "./commands.ts"

interface CommandSchema extends Schema.Decoder<CentreCommand> {
  readonly fields: { readonly _tag: Schema.tag<string> }
}

/** By tag: of the union all that could be said is that none of its members fits. */
const decoders = new Map(
  CentreCommand.members
    .flatMap((room): ReadonlyArray<CommandSchema> => ("members" in room ? room.members : [room]))
    .map((schema) => [schema.fields._tag.schema.literal, Schema.decodeUnknownResult(schema)])
)

/** The command, or what is wrong with it: the fields that are, each with what it should be. O(size). */
export function decodeCommand(plain: unknown): Result.Result<CentreCommand, string> {
  const tag = typeof plain === "object" && plain !== null && "_tag" in plain ? plain._tag : undefined
  if (typeof tag !== "string") return Result.fail("a command is an object with a _tag that names it")
  const decode = decoders.get(tag)
  if (decode === undefined) return Result.fail(`there is no command ${JSON.stringify(tag.slice(0, TAG_SHOWN))}`)
  return Result.mapError(decode(plain), ({ message }) => `${tag} is not well formed: ${message}`)
}

/** Of a tag that is none, so much is told. */
const TAG_SHOWN = 64
