/** Takes the lock of the directory in its first argument, says how that went, and holds it until its input ends. */
import { Effect, Exit, Scope } from "effect"
import { lockDirectory } from "../src/directory-lock.ts"

const scope = Scope.makeUnsafe()
const taken = await Effect.runPromise(
  lockDirectory(process.argv[2] ?? "").pipe(
    Effect.as("held"),
    Effect.catch((error) => Effect.succeed(error._tag)),
    Scope.provide(scope)
  )
)
process.stdout.write(`${taken}\n`)
process.stdin.resume()
process.stdin.on("end", () => Effect.runPromise(Scope.close(scope, Exit.void)).then(() => process.exit(0)))
