/** One reader for each campaign that receives, following the campaigns as they are created, changed, enabled and removed. */
import type { Centre, Fields } from "@parley/core"
import { type CentreHandle, type LogUnreadable, runFollowing, type StoreFailure } from "@parley/core/engine"
import { Effect, Fiber, Scope } from "effect"
import { type ReadingParts, runReader } from "./campaign-reader.ts"
import { campaignIn, campaignNames, type MailCampaign } from "./campaign-source.ts"
import { mailboxAddresses } from "./own-addresses.ts"

type Running = { readonly identity: string; readonly fiber: Fiber.Fiber<void> }

/** The campaign an event is about, when it may change who is read. */
const changedBy = (event: Centre.CentreEvent): Fields.CampaignName | null => {
  switch (event._tag) {
    case "CampaignCreated":
    case "CampaignChanged":
    case "CampaignEnabled":
    case "CampaignDisabled":
    case "CampaignRemoved":
      return event.campaign
    default:
      return null
  }
}

/** What a reader depends on, as one text: when it changes the reader is started anew. Null when there is none to run. */
const identityOf = (campaign: MailCampaign | null): string | null =>
  campaign?.enabled === true && campaign.mail.email.receive ? JSON.stringify([campaign.mail, campaign.secret]) : null

class Readers {
  readonly #parts: ReadingParts
  readonly #scope: Scope.Scope
  readonly #running = new Map<string, Running>()
  readonly #addresses = new Map<string, ReadonlySet<string>>()
  /** Null when an address changed since it was last asked for. */
  #own: ReadonlySet<string> | null = null

  constructor(parts: Omit<ReadingParts, "ownAddresses">, scope: Scope.Scope) {
    this.#parts = { ...parts, ownAddresses: () => this.#ownAddresses() }
    this.#scope = scope
  }

  /** A campaign as it is now. The addresses of one that is disabled or only sends are ours as well. */
  learn(name: Fields.CampaignName): Effect.Effect<MailCampaign | null> {
    return Effect.gen({ self: this }, function* () {
      const { state } = yield* this.#parts.handle.state
      const campaign = yield* campaignIn(state, name).pipe(
        Effect.catch(({ issues }) => {
          const fields = issues.map(({ path }) => path).join(" ")
          return Effect.as(Effect.annotateLogs(Effect.logError("settings not understood"), { fields }), null)
        }),
        Effect.annotateLogs({ centre: this.#parts.handle.name, campaign: name })
      )
      if (campaign === null) this.#addresses.delete(name)
      else this.#addresses.set(name, mailboxAddresses(campaign.mail.email))
      this.#own = null
      return campaign
    })
  }

  /** Brings one campaign's reader in line with the state. What is stopped has ended before anything is started. */
  settle(name: Fields.CampaignName): Effect.Effect<void> {
    return Effect.gen({ self: this }, function* () {
      const campaign = yield* this.learn(name)
      const identity = identityOf(campaign)
      const running = this.#running.get(name)
      if (running?.identity === identity) return
      if (running !== undefined) {
        this.#running.delete(name)
        yield* Fiber.interrupt(running.fiber)
      }
      if (campaign === null || identity === null) return
      const fiber = yield* Effect.forkIn(runReader(this.#parts, campaign), this.#scope)
      this.#running.set(name, { identity, fiber })
    })
  }

  #ownAddresses(): ReadonlySet<string> {
    this.#own ??= new Set([...this.#addresses.values()].flatMap((addresses) => [...addresses]))
    return this.#own
  }
}

/** Reads every campaign's mailbox until interrupted. All addresses are known before the first reader starts. */
export const runReaders = (
  parts: Omit<ReadingParts, "ownAddresses"> & { readonly handle: CentreHandle }
): Effect.Effect<void, StoreFailure | LogUnreadable> =>
  Effect.scoped(
    Effect.gen(function* () {
      const { handle } = parts
      // Told to stop, all mailboxes are left together.
      const readers = new Readers(parts, yield* Scope.fork(yield* Effect.scope, "parallel"))
      const { position, state } = yield* handle.state
      const names = campaignNames(handle, state)
      yield* Effect.forEach(names, (name) => readers.learn(name), { discard: true })
      yield* Effect.forEach(names, (name) => readers.settle(name), { discard: true })
      yield* runFollowing(handle, position, ({ event }) => {
        const name = changedBy(event)
        return name === null ? Effect.void : readers.settle(name)
      })
    })
  )
