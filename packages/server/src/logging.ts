/** The log of the process: a line an entry, to stderr. */
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as References from "effect/References"
import type { LogLevel } from "./settings.ts"

const LEVELS = { debug: "Debug", info: "Info", warn: "Warn", error: "Error", none: "None" } as const

const toStderr = Logger.make<unknown, void>((options) => {
  process.stderr.write(`${Logger.formatLogFmt.log(options)}\n`)
})

export const logging = (level: LogLevel): Layer.Layer<never> =>
  Layer.merge(Logger.layer([toStderr]), Layer.succeed(References.MinimumLogLevel, LEVELS[level]))
