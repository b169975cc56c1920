/** `parley verify`: holds the logs of a database against their chains of hashes, and says by its exit code what it found. */
import { type VerifiedLog, verifyLog } from "@parley/postgres"
import * as Effect from "effect/Effect"
import { type LogTool, runTool, type ToolSurroundings } from "./tool.ts"

export const VERIFY_HELP = [
  "Holds the log of each centre, or of those named, against its chain of hashes.",
  "",
  "  parley verify [centre …]",
  "",
  "The database is the one of the configuration (PARLEY_DATABASE_URL, or PARLEY_DATA_DIRECTORY, whose Parley must be ended",
  "first); what is archived is read where PARLEY_ARCHIVE_DIRECTORY says. Nothing is written. For each centre it prints how far the log goes and the chain that stands for all of it: the",
  "same chain again means that nothing before it changed.",
  "",
  "Exit codes: 0 all as written; 3 a log was altered; 1 it could not be read to its end; 2 misconfigured.",
  ""
].join("\n")

const verify: LogTool = {
  name: "verify",
  each: (name, status) =>
    Effect.map(
      verifyLog(name, (position, of) => status?.(`${name}: ${position} of ${of}`)),
      asWritten
    )
}

const asWritten = ({ centre, position, batches, chain }: VerifiedLog): string =>
  `${centre}: as written, ${position} events in ${batches} batches, chain ${chain}`

export async function runVerify(args: ReadonlyArray<string>, around: ToolSurroundings): Promise<number> {
  if (!args.includes("--help")) return runTool(verify, args, around)
  around.out(VERIFY_HELP)
  return 0
}
