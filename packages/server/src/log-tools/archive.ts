/** `parley archive`: moves what is old in the logs of a database into files, from which it is still read. */
import { type ArchivedLog, archiveLog } from "@parley/postgres"
import * as Effect from "effect/Effect"
import { type LogTool, misused, runTool, type ToolSurroundings } from "./tool.ts"

export const ARCHIVE_HELP = [
  "Moves the events before an instant out of the database into compressed files, for each centre or for those named.",
  "",
  "  parley archive --before DATE [centre …]",
  "",
  "DATE is a day (2026-01-01: its beginning in UTC) or an instant (2026-01-01T00:00:00+01:00), not in the future. The files",
  "come into PARLEY_ARCHIVE_DIRECTORY, and are read from there: history, statistics and replays stay what they were. Keep",
  "them like the database, and where each process on it finds them. On a Postgres server Parley may be at work meanwhile; a",
  "Parley with the embedded database must be ended first. Stopped at any moment nothing is lost; call it again.",
  "",
  "Exit codes: 0 done; 3 a log was altered and is left where it is; 1 it did not come to its end; 2 misconfigured.",
  ""
].join("\n")

/** A day, or an instant with its offset. */
const DATE = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d))?$/

/** Arguments as they are meant, or what is wrong with them. */
function parse(
  args: ReadonlyArray<string>,
  now: number
): { readonly before: number; readonly names: Array<string> } | string {
  const names: Array<string> = []
  let date: string | null = null
  for (let index = 0; index < args.length; index++) {
    const [flag = "", inline] = (args[index] ?? "").split(/=(.*)/s)
    if (flag !== "--before") names.push(args[index] ?? "")
    else date = inline ?? args[++index] ?? ""
  }
  if (date === null) return "--before says up to when"
  const before = DATE.test(date) ? Date.parse(date) : Number.NaN
  if (!Number.isFinite(before) || (date.length === 10 && new Date(before).toISOString().slice(0, 10) !== date))
    return `${JSON.stringify(date)} is no date`
  return before > now ? `${date} is in the future` : { before, names }
}

const archive = (before: number): LogTool => ({
  name: "archive",
  each: (name, status) =>
    Effect.map(
      archiveLog(name, { before, onProgress: (position, of) => status?.(`${name}: ${position} of ${of}`) }),
      archived
    )
})

const archived = ({ centre, position, events, files, bytes, chain }: ArchivedLog): string =>
  `${centre}: ${events} events into ${files} files (${bytes} bytes); archived up to position ${position}, chain ${chain}`

export async function runArchive(
  args: ReadonlyArray<string>,
  around: ToolSurroundings,
  now = Date.now()
): Promise<number> {
  if (args.includes("--help")) {
    around.out(ARCHIVE_HELP)
    return 0
  }
  const said = parse(args, now)
  if (typeof said === "string") return misused("archive", said, around)
  return runTool(archive(said.before), said.names, around)
}
