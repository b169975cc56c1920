/** Ends servers whose owner was killed without a chance to do it. */
import { spawn } from "node:child_process"
import { exited, type Identity, letGo } from "./processes.ts"

/**
 * Each line on its input names all processes to end (an empty line: none). The end of the input means that the owner
 * has gone or is done: the named processes get the signal, ten seconds later SIGKILL, and the folder is removed.
 * A process that ended but was not yet collected by its parent counts as gone. What the owner
 * had begun (an initdb, a server's child) may write on while the folder goes, hence more than one removal.
 */
const SCRIPT = `
alive() { kill -0 "$1" 2>/dev/null && ! grep -q '^State:[[:space:]]*Z' "/proc/$1/status" 2>/dev/null; }
folder=$1 signal=$2 pids=
while IFS= read -r line; do pids=$line; done
for pid in $pids; do kill -"$signal" "$pid" 2>/dev/null; done
looks=0
for pid in $pids; do
  while alive "$pid" && [ "$looks" -lt 500 ]; do sleep 0.02; looks=$((looks + 1)); done
  if alive "$pid"; then kill -KILL "$pid" 2>/dev/null; fi
done
for attempt in 1 2 3 4 5; do rm -rf "$folder" 2>/dev/null && exit; sleep 1; done
`

/** A small shell in a session of its own, so that neither a Ctrl-C nor the owner's `kill -9` reaches it. */
export interface Watchdog {
  /** Says which processes to end from now on when the owner goes. */
  readonly watch: (pids: readonly number[]) => void
  /** Ends what is still watched, removes the folder, and returns when both are done. */
  readonly close: () => Promise<void>
}

/** Starts the watchdog of one server's folder. It runs as the server does, so it can end nobody else's processes. */
export function startWatchdog(charge: {
  readonly folder: string
  readonly signal: "QUIT" | "TERM"
  readonly identity: Identity | undefined
}): Watchdog {
  const child = spawn("sh", ["-c", SCRIPT, "parley-watchdog", charge.folder, charge.signal], {
    cwd: "/",
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
    ...charge.identity
  })
  letGo(child)
  child.stdin.on("error", () => undefined)
  return {
    watch: (pids) => void child.stdin.write(`${pids.join(" ")}\n`),
    close: async () => {
      const gone = exited(child)
      child.stdin.end()
      await gone
    }
  }
}
