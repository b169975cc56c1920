/**
 * Tells the story of durability, and kills itself at a failpoint. Arguments: `pglite` and a directory, or `pg` and an
 * address; the file of the journal; the failpoint, and at which time of coming there.
 */
import { Effect } from "effect"
import { atFailpoints, counting } from "../../../packages/testkit/src/durability/failpoints.ts"
import { tellStory } from "../../../packages/testkit/src/durability/house.ts"
import { onPlace, settingOf, type Driver } from "./places.ts"

const [driver = "", at = "", journalFile = "", failpoint = "", nth = ""] = process.argv.slice(2)

const isDriver = (name: string): name is Driver => name === "pg" || name === "pglite"
if (!isDriver(driver)) throw new Error(`there is no driver ${driver}`)

const isThere = counting(failpoint, Number(nth))

await Effect.runPromise(
  onPlace({ driver, at }, (stores) => {
    const setting = settingOf(stores, journalFile)
    const around = atFailpoints((reached) =>
      Effect.sync(() => {
        if (!isThere(reached)) return
        setting.journal.write({ _tag: "Killed", failpoint })
        process.kill(process.pid, "SIGKILL")
      })
    )
    return tellStory({ ...setting, around })
  })
)
