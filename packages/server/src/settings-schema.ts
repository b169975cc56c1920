/** What a right configuration is, setting by setting. */
import { intlZones } from "@parley/core/engine"
import * as Schema from "effect/Schema"

/** Bytes of the master key. */
export const MASTER_KEY_BYTES = 32

const BASE64 = /^[A-Za-z0-9+/]{43}=$/
const HOST = /^[A-Za-z0-9.:_-]{1,253}$/
const CENTRE = /^[a-z0-9][a-z0-9-]{0,62}$/
const POSTGRES = /^postgres(?:ql)?:\/\/\S+$/

const zones = intlZones()

const LookupKeyVersion = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 999_999 }))

export const LogLevel = Schema.Literals(["debug", "info", "warn", "error", "none"])
export type LogLevel = typeof LogLevel.Type

export const LogFormat = Schema.Literals(["text", "json"])
export type LogFormat = typeof LogFormat.Type

/** The address of a collector: no password, query or fragment in it. */
const isCollector = (text: string): boolean => {
  if (!/^https?:\/\/\S+$/.test(text) || !URL.canParse(text)) return false
  const { username, password, search, hash } = new URL(text)
  return [username, password, search, hash].every((part) => part === "")
}

const isDecodable = (text: string): boolean => {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}
/** Names and values of headers as HTTP takes them. */
const HEADERS = /^\s*[\w!#$%&'*+.^`|~-]+\s*=[\x20-\x2b\x2d-\x7e]*(?:,\s*[\w!#$%&'*+.^`|~-]+\s*=[\x20-\x2b\x2d-\x7e]*)*$/

const Port = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 65_535 }))

export const Config = Schema.Struct({
  host: Schema.String.check(Schema.isPattern(HOST)),
  port: Port,
  dataDirectory: Schema.String.check(Schema.isPattern(/^[^\0]+$/)),
  databaseUrl: Schema.NullOr(
    Schema.String.check(Schema.makeFilter((url: string) => POSTGRES.test(url) && URL.canParse(url)))
  ),
  contentDirectory: Schema.NullOr(Schema.String.check(Schema.isPattern(/^[^\0]+$/))),
  archiveDirectory: Schema.NullOr(Schema.String.check(Schema.isPattern(/^[^\0]+$/))),
  masterKey: Schema.NullOr(Schema.String.check(Schema.isPattern(BASE64))),
  masterKeyPrevious: Schema.NullOr(Schema.String.check(Schema.isPattern(BASE64))),
  lookupKeyVersion: Schema.NullOr(LookupKeyVersion),
  lookupKeyOldest: Schema.NullOr(LookupKeyVersion),
  centre: Schema.String.check(Schema.isPattern(CENTRE)),
  zone: Schema.String.check(Schema.makeFilter((zone: string) => zones.dayOf(zone, 0) !== null)),
  demo: Schema.Boolean,
  strategies: Schema.NullOr(Schema.String.check(Schema.isPattern(/^[^\0]+$/))),
  fixture: Schema.NullOr(Schema.String.check(Schema.isPattern(/^[^\0]+$/))),
  logLevel: LogLevel,
  logFormat: LogFormat,
  metricsPort: Schema.Union([Port, Schema.Literal("off")]),
  metricsHost: Schema.String.check(Schema.isPattern(HOST)),
  otlpEndpoint: Schema.NullOr(Schema.String.check(Schema.makeFilter(isCollector))),
  otlpHeaders: Schema.NullOr(
    Schema.String.check(Schema.makeFilter((text: string) => HEADERS.test(text) && isDecodable(text)))
  ),
  serviceName: Schema.String.check(Schema.isPattern(/^[\x21-\x7e]{1,100}$/))
})
export type Config = typeof Config.Type
