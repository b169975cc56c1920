/** From flags and environment to an exit code: 0 when asked to end, 1 when the world is in the way, 2 when misconfigured. */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { loadConfig, readTextFile } from "./config.ts"
import { helpText } from "./help.ts"

export const EXIT_FAILED = 1
export const EXIT_MISCONFIGURED = 2

export interface Surroundings {
  readonly flags: ReadonlyArray<string>
  readonly environment: { readonly [name: string]: string | undefined }
  /** Resolves when the process is asked to end. */
  readonly stopping: Promise<void>
  readonly out: (line: string) => void
  readonly err: (line: string) => void
}

export async function run({ flags, environment, stopping, out, err }: Surroundings): Promise<number> {
  if (flags.includes("--help")) {
    out(helpText())
    return 0
  }
  const loaded = loadConfig({ flags, environment, readFile: readTextFile })
  if (Result.isFailure(loaded)) {
    for (const fault of loaded.failure.faults) err(`parley: ${fault}`)
    return EXIT_MISCONFIGURED
  }
  const config = loaded.success
  // What only a server needs is loaded once it is clear that there will be one.
  const [{ serve, version }, { logging, said }, { tracing }, { lineOf }] = await Promise.all([
    import("./serve.ts"),
    import("./logging.ts"),
    import("./tracing.ts"),
    import("./failures.ts")
  ])
  const { logFormat } = config
  const say = (line: string): void => out(said(logFormat, "INFO", line))
  const watched = Layer.provideMerge(tracing(config, version), logging(config, err))
  const running = Effect.runFork(Effect.provide(serve(config, say), watched))
  void stopping.then(() => Effect.runFork(Fiber.interrupt(running)))
  const exit = await Effect.runPromise(Fiber.await(running))
  if (Exit.isSuccess(exit) || Cause.hasInterruptsOnly(exit.cause)) return 0
  err(said(logFormat, "ERROR", `parley: ${lineOf(Cause.squash(exit.cause), config)}`))
  return EXIT_FAILED
}
