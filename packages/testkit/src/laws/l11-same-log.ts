import { rerun, type Driver } from "../harness.ts"
import type { Complaint, Law, Subject } from "./law.ts"

/** The same commands, sent to a centre that was made anew, write the same log to the byte. */
export const sameLog: Law = {
  id: "L11",
  says: "The same commands and zone-data version give the same log.",
  watch: (subject) => ({ end: ({ driver }) => otherLog(subject, driver) })
}

function otherLog({ make }: Subject, { script, log }: Driver): Complaint {
  const again = rerun(make(), script).log
  const at = log.findIndex((recorded, index) => JSON.stringify(recorded) !== JSON.stringify(again[index]))
  if (at >= 0) return `event ${at + 1} was ${JSON.stringify(log[at])}, and is now ${JSON.stringify(again[at])}`
  return log.length === again.length ? null : `the log had ${log.length} events, and now has ${again.length}`
}
