/** All that can be configured: each setting with its names, its default, and what a right value is. */
import type { Config } from "./settings-schema.ts"

export interface Setting {
  /** Its name in the environment. */
  readonly variable: string
  /** Whether `parley.json` may say it, under its own name. */
  readonly inFile: boolean
  /** Its flag, if it has one. */
  readonly flag: string | null
  /** It is a number, though nothing is said by default. */
  readonly isNumber?: boolean
  /** As JSON, what holds when nothing is said. */
  readonly fallback: string | number | boolean | null
  /** What a right value is, as a noun phrase. */
  readonly right: string
  readonly about: string
  /** Never printed. */
  readonly secret: boolean
}

/** The settings, in the order in which they are told of. */
export const settings: { readonly [Key in keyof Config]: Setting } = {
  host: {
    variable: "PARLEY_HOST",
    inFile: true,
    flag: null,
    fallback: "127.0.0.1",
    right: "an address or name of this machine, such as 127.0.0.1 or 0.0.0.0",
    about: "Where the server listens.",
    secret: false
  },
  port: {
    variable: "PARLEY_PORT",
    inFile: true,
    flag: "--port",
    fallback: 4100,
    right: "a whole number from 0 to 65535 (0: any free port)",
    about: "The port it listens on.",
    secret: false
  },
  dataDirectory: {
    variable: "PARLEY_DATA_DIRECTORY",
    inFile: true,
    flag: null,
    fallback: "./.parley",
    right: "the path of a directory that can be written",
    about: "Where the embedded database and the key file lie; made when it is missing.",
    secret: false
  },
  databaseUrl: {
    variable: "PARLEY_DATABASE_URL",
    inFile: true,
    flag: null,
    fallback: null,
    right: "postgres://user:password@host:port/database",
    about: "A Postgres server to use instead of the embedded database.",
    secret: true
  },
  contentDirectory: {
    variable: "PARLEY_CONTENT_DIRECTORY",
    inFile: true,
    flag: null,
    fallback: null,
    right: "the path of a directory of its own that can be written",
    about: "Where messages and attachments lie as files, instead of in the database; made when it is missing.",
    secret: false
  },
  archiveDirectory: {
    variable: "PARLEY_ARCHIVE_DIRECTORY",
    inFile: true,
    flag: null,
    fallback: null,
    right: "the path of a directory that can be written",
    about:
      "Where archived parts of logs lie as files; the folder `archive` of the data directory where nothing is said.",
    secret: false
  },
  masterKey: {
    variable: "PARLEY_MASTER_KEY",
    inFile: false,
    flag: null,
    fallback: null,
    right: "32 bytes in base64 (44 characters), such as `openssl rand -base64 32` prints",
    about: "The key that protects content and secrets, instead of the key file.",
    secret: true
  },
  masterKeyPrevious: {
    variable: "PARLEY_MASTER_KEY_PREVIOUS",
    inFile: false,
    flag: null,
    fallback: null,
    right: "32 bytes in base64 (44 characters): what PARLEY_MASTER_KEY was so far",
    about: "The master key so far, while it is changed.",
    secret: true
  },
  lookupKeyVersion: {
    variable: "PARLEY_LOOKUP_KEY_VERSION",
    inFile: true,
    flag: null,
    isNumber: true,
    fallback: null,
    right: "a whole number from 1 to 999999",
    about: "The version of the key by which clients' addresses are looked up; a newer one than before makes a new key.",
    secret: false
  },
  lookupKeyOldest: {
    variable: "PARLEY_LOOKUP_KEY_OLDEST",
    inFile: true,
    flag: null,
    isNumber: true,
    fallback: null,
    right: "a whole number from 1 to 999999",
    about: "Look-up keys of older versions are retired, as soon as nobody is known by them alone.",
    secret: false
  },
  centre: {
    variable: "PARLEY_CENTRE",
    inFile: true,
    flag: null,
    fallback: "main",
    right: "a name of at most 63 characters: a-z, 0-9, -",
    about: "The centre that is opened at start, and made when it is missing.",
    secret: false
  },
  zone: {
    variable: "PARLEY_ZONE",
    inFile: true,
    flag: null,
    fallback: "UTC",
    right: "a time zone of the IANA database, such as Europe/Prague",
    about: "The zone of a centre that is made now.",
    secret: false
  },
  demo: {
    variable: "PARLEY_DEMO",
    inFile: true,
    flag: "--no-demo",
    fallback: true,
    right: "true or false",
    about: "Whether a demonstration runs in the centre: campaigns, agents and customers that act by themselves.",
    secret: false
  },
  strategies: {
    variable: "PARLEY_STRATEGIES",
    inFile: true,
    flag: "--strategies",
    fallback: null,
    right: "the path of a module (.mjs, .js, .ts)",
    about: "A module that exports `strategies`: rules of one's own, for campaigns to name.",
    secret: false
  },
  fixture: {
    variable: "PARLEY_FIXTURE",
    inFile: false,
    flag: "--fixture",
    fallback: null,
    right: "the path of a fixture, as `fixtureJson` of @parley/testkit makes it",
    about:
      "A counterexample to be played on the board, in a centre of its own in memory, instead of the demonstration.",
    secret: false
  },
  logLevel: {
    variable: "PARLEY_LOG_LEVEL",
    inFile: true,
    flag: null,
    fallback: "warn",
    right: "debug, info, warn, error or none",
    about: "From which severity on the log is written, to stderr.",
    secret: false
  },
  logFormat: {
    variable: "PARLEY_LOG_FORMAT",
    inFile: true,
    flag: null,
    fallback: "text",
    right: "text or json",
    about: "As what the log and all other output is written: lines for people, or a JSON object each.",
    secret: false
  },
  metricsPort: {
    variable: "PARLEY_METRICS_PORT",
    inFile: true,
    flag: null,
    fallback: "off",
    right: "off, or a whole number from 0 to 65535 (0: any free port)",
    about: "The port at which `GET /metrics` tells figures as OpenMetrics; a port of its own, without sign-in.",
    secret: false
  },
  metricsHost: {
    variable: "PARLEY_METRICS_HOST",
    inFile: true,
    flag: null,
    fallback: "127.0.0.1",
    right: "an address or name of this machine, such as 127.0.0.1 or 0.0.0.0",
    about: "Where that port listens.",
    secret: false
  },
  otlpEndpoint: {
    variable: "OTEL_EXPORTER_OTLP_ENDPOINT",
    inFile: true,
    flag: null,
    fallback: null,
    right: "http://host:port or https://host, without user, query or fragment",
    about: "An OpenTelemetry collector that takes traces over OTLP/HTTP, as JSON, at its path `/v1/traces`.",
    secret: false
  },
  otlpHeaders: {
    variable: "OTEL_EXPORTER_OTLP_HEADERS",
    inFile: false,
    flag: null,
    fallback: null,
    right: "name=value,name=value with percent-encoded values",
    about: "Headers for the collector, such as a key of access.",
    secret: true
  },
  serviceName: {
    variable: "OTEL_SERVICE_NAME",
    inFile: true,
    flag: null,
    fallback: "parley",
    right: "a name of at most 100 printable ASCII characters without blanks",
    about: "What this process is called in traces.",
    secret: false
  }
}

/** The names of all settings, in order. */
// Object.keys forgets the keys' type; the record above is closed by its own.
export const settingNames = Object.keys(settings).filter((key): key is keyof Config => key in settings)

/** Names the settings' file; itself no setting. */
export const FILE_VARIABLE = "PARLEY_CONFIG"
/** The settings' file unless said otherwise; it may be missing. */
export const FILE_DEFAULT = "parley.json"
