/** The zone table of the machine, for readers of figures. */
import { intlZones } from "../src/engine/intl-zones.ts"
import type { LocalTimes } from "../src/stats/index.ts"

export const localTimes: LocalTimes = intlZones()
