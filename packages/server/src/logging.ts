/**
 * The log of the process: a line an entry, to stderr, as text or JSON. It says which centre, command, position, lane,
 * request and trace an entry is about, and nothing of a client: fields are those of a list, errors are told by name, and no
 * value can end the line.
 */
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Predicate from "effect/Predicate"
import * as References from "effect/References"
import { toldOfCause, told, type Told } from "./discreet.ts"
import { plain } from "./plain-text.ts"
import type { Config, LogFormat } from "./settings-schema.ts"

const LEVELS = { debug: "Debug", info: "Info", warn: "Warn", error: "Error", none: "None" } as const

/** What an entry may say beside its message. Any other annotation is left out: who needs one adds it here, and to the guide. */
export const LOG_FIELDS = {
  centre: "the centre",
  command: "the type of the command",
  position: "a position of the centre's log",
  lane: "the lane of the command",
  outcome: "what became of it",
  rejection: "the rejection it was refused with",
  request: "the id of the HTTP request, as its answer bears it in `x-request-id`",
  trace: "the id of the trace (W3C trace context)",
  method: "the method of the request",
  route: "the path of its endpoint, with the names of its parameters",
  status: "the status it was answered with, or the state of a mailbox",
  seconds: "how long it took",
  epoch: "the epoch in which the centre is written",
  commands: "commands of a batch",
  events: "events of a batch",
  count: "how many",
  channel: "the channel",
  campaign: "the campaign",
  messageId: "the id of a message of the centre",
  list: "the id of a list of a dialer",
  row: "the number of its row",
  uid: "the number of a mail in its mailbox",
  code: "a code of a mail server, the database or the operating system",
  failure: "the name of a failure, or what it is in words of the code",
  bug: "the class of what was thrown",
  faults: "fields of a channel's settings that are at fault, and their codes",
  fields: "fields of settings that were not understood",
  refused: "how many recipients were refused",
  retryInMs: "when it is tried again, in milliseconds",
  pushes: "whether a mailbox tells of new mail by itself",
  module: "which part of the exporter of traces"
} as const

type Scalar = string | number | boolean | null

/** An entry of the log. */
export interface Entry {
  readonly timestamp: string
  readonly level: string
  readonly message: string
  readonly fields: Readonly<Record<string, Scalar>>
  readonly errors: ReadonlyArray<Told>
}

const isField = (name: string): boolean => Object.hasOwn(LOG_FIELDS, name)

/** A value in one line; what holds others is written as JSON. */
function scalar(value: unknown): Scalar {
  if (typeof value === "number" || typeof value === "boolean" || value === null) return value
  return plain(typeof value === "string" ? value : (JSON.stringify(value) ?? ""))
}

const fieldsIn = (all: Readonly<Record<string, unknown>>): ReadonlyArray<readonly [string, Scalar]> =>
  Object.entries(all).flatMap(([name, value]) =>
    isField(name) && value !== undefined ? [[name, scalar(value)] as const] : []
  )

/** What is a failure of ours, or an error of any kind. */
const isError = (part: unknown): boolean => part instanceof Error || Predicate.hasProperty(part, "_tag")

/** What of an entry may be told. */
export function entryOf({ message, logLevel, cause, date, fiber }: Logger.Options<unknown>): Entry {
  const parts: ReadonlyArray<unknown> = Array.isArray(message) ? message : [message]
  const words = parts.flatMap((part) => (Predicate.isObjectOrArray(part) ? [] : [String(part)]))
  const records = parts.filter(Predicate.isObject).filter((part) => !isError(part))
  return {
    timestamp: date.toISOString(),
    level: logLevel.toUpperCase(),
    message: plain(words.join(" ")),
    fields: Object.fromEntries([
      ...fieldsIn(fiber.getRef(References.CurrentLogAnnotations)),
      ...records.flatMap((record) => fieldsIn({ ...record }))
    ]),
    errors: [...parts.filter(isError).map((part) => told(part)), ...toldOfCause(cause)]
  }
}

/** As one line of JSON: the fields beside the message, errors in a list. */
export const jsonLine = ({ timestamp, level, message, fields, errors }: Entry): string => {
  const told = errors.map(({ name, isDefect, code, facts, frames }) => ({
    error: name,
    ...(isDefect ? { defect: true } : {}),
    ...(code === null ? {} : { code }),
    ...facts,
    ...(frames.length === 0 ? {} : { stack: frames })
  }))
  return JSON.stringify({ timestamp, level, message, ...fields, ...(told.length === 0 ? {} : { errors: told }) })
}

const word = (value: Scalar): string =>
  typeof value === "string" && !/^[\w.:/@+#-]+$/.test(value) ? JSON.stringify(value) : String(value)

/** As one line of `name=value`. */
export const textLine = ({ timestamp, level, message, fields, errors }: Entry): string =>
  [
    ["timestamp", timestamp] as const,
    ["level", level] as const,
    ["message", message] as const,
    ...Object.entries(fields),
    ...errors.flatMap(({ name, isDefect, code, facts, frames }) => [
      [isDefect ? "defect" : "error", name] as const,
      ...(code === null ? [] : [["code", code] as const]),
      ...Object.entries(facts),
      ...(frames.length === 0 ? [] : [["stack", frames.join(" < ")] as const])
    ])
  ]
    .map(([name, value]) => `${name}=${word(value)}`)
    .join(" ")

/** A line that is none of the log, such as where the server listens: as it is, or as an entry. */
export const said = (format: LogFormat, level: "INFO" | "ERROR", line: string): string =>
  format === "text"
    ? line
    : jsonLine({ timestamp: new Date().toISOString(), level, message: line, fields: {}, errors: [] })

export const logging = (
  { logLevel, logFormat }: Pick<Config, "logLevel" | "logFormat">,
  write: (line: string) => void
): Layer.Layer<never> => {
  const lineOf = logFormat === "json" ? jsonLine : textLine
  const logger = Logger.make<unknown, void>((options) => write(lineOf(entryOf(options))))
  return Layer.merge(Logger.layer([logger]), Layer.succeed(References.MinimumLogLevel, LEVELS[logLevel]))
}
