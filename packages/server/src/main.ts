#!/usr/bin/env node
/**
 * `parley`: listens for signals before anything else, then starts the server; its answer is the exit code.
 * `parley simulate` plays a queue instead, `parley verify` looks whether logs are as they were
 * written, `parley archive` moves their old parts into files.
 */
import { listenForStop } from "./signals.ts"

const stopping = listenForStop(process, () => {
  process.stderr.write("parley: something did not end in time and was left\n")
  process.exit(1)
})
// Who reads the output may go first, as `head` does.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined)
const { stdout, stderr } = process
const out = (line: string): void => void stdout.write(`${line}\n`)
const err = (line: string): void => void stderr.write(`${line}\n`)
const status = stderr.isTTY ? (line: string): void => void stderr.write(`\r\u001B[K${line}`) : null
const [first, ...rest] = process.argv.slice(2)
if (first === "simulate") {
  const { runSimulate } = await import("./simulate/run.ts")
  process.exit(await runSimulate(rest, { out, err, status }))
}
if (first === "verify") {
  const { runVerify } = await import("./log-tools/verify.ts")
  process.exit(await runVerify(rest, { environment: process.env, stopping, out, err, status }))
}
if (first === "archive") {
  const { runArchive } = await import("./log-tools/archive.ts")
  process.exit(await runArchive(rest, { environment: process.env, stopping, out, err, status }))
}
const { run } = await import("./run.ts")
process.exit(await run({ flags: process.argv.slice(2), environment: process.env, stopping, out, err }))
