/** Every law of the slice on many generated histories, in batches of their own seeds. */
import { findBreach } from "@parley/testkit"

export interface SoakResult {
  readonly passed: boolean
  readonly detail: { readonly [key: string]: unknown }
}

/** Histories of one batch; each batch has the next seed. */
const BATCH = 100
const FIRST_SEED = 1

export function soakLaws(histories: number): SoakResult {
  const kinds = new Map<string, { sent: number; accepted: number }>()
  let [done, events, seed] = [0, 0, FIRST_SEED]
  for (; done < histories; seed++) {
    const found = findBreach({ histories: Math.min(BATCH, histories - done), seed })
    if ("law" in found) {
      console.error(found.story)
      return { passed: false, detail: { law: found.law, complaint: found.complaint, seed, histories: done, events } }
    }
    done += found.histories
    events += found.events
    for (const [kind, { sent, accepted }] of found.kinds) {
      const known = kinds.get(kind) ?? { sent: 0, accepted: 0 }
      kinds.set(kind, { sent: known.sent + sent, accepted: known.accepted + accepted })
    }
    console.error(`${done} of ${histories} histories, ${events} events, no law broken`)
  }
  return {
    passed: true,
    detail: { seeds: [FIRST_SEED, seed - 1], histories: done, events, kinds: Object.fromEntries(kinds) }
  }
}
