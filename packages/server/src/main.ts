#!/usr/bin/env node
/**
 * `parley`: listens for signals before anything else, then starts the server; its answer is the exit code.
 * `parley simulate` plays a queue instead.
 */
import { listenForStop } from "./signals.ts"

const stopping = listenForStop(process, () => {
  process.stderr.write("parley: something did not end in time and was left\n")
  process.exit(1)
})
// Who reads the output may go first, as `head` does.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined)
const [first, ...rest] = process.argv.slice(2)
if (first === "simulate") {
  const { runSimulate } = await import("./simulate/run.ts")
  const { stderr } = process
  const status = stderr.isTTY ? (line: string) => void stderr.write(`\r\u001B[K${line}`) : null
  process.exit(
    await runSimulate(rest, {
      out: (line) => void process.stdout.write(`${line}\n`),
      err: (line) => void stderr.write(`${line}\n`),
      status
    })
  )
}
const { run } = await import("./run.ts")
process.exit(
  await run({
    flags: process.argv.slice(2),
    environment: process.env,
    stopping,
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (line) => void process.stderr.write(`${line}\n`)
  })
)
