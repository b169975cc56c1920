/** A channel's flat settings, as a campaign keeps them, and the e-mail settings they stand for: both ways. */
import type { Campaign } from "@parley/core"
import { Effect } from "effect"
import { decodeEmailSettings, type EmailSettings, EmailSettingsInvalid, type ServerLeg } from "./settings.ts"

/** Longest value of one setting of a campaign, in characters. Source: the core's `CHANNEL_SETTING_MAX`. */
export const SETTING_MAX_CHARS = 8_192

/** Flat settings: `fromName`, `address`, `account`, `receive`, `preset`, `subjectToken`, `threadBySubject`, `smtp.host`, `imap.port` … */
export type FlatSettings = Campaign.Settings["channelSettings"]

/** What may be switched on for a campaign, each off when left out. */
type Switches = {
  /** The reply token also stands in the subject of what is sent. */
  readonly subjectToken: boolean
  /** A mail that nothing else leads home joins its sender's latest conversation with the same subject. */
  readonly threadBySubject: boolean
}

/** What an e-mail campaign works with. */
export type CampaignMail = Switches & { readonly email: EmailSettings }

const LEGS: ReadonlySet<string> = new Set(["smtp", "imap"])

type Nested = Record<string, unknown>

/** `smtp.host` becomes `{ smtp: { host } }`; only the two legs nest, so any other path stays a key that nobody knows. */
const nestedOf = (flat: FlatSettings): Nested => {
  const nested: Nested = {}
  const legs = new Map<string, Nested>()
  for (const [key, value] of Object.entries(flat)) {
    const [leg = "", field, ...rest] = key.split(".")
    if (!LEGS.has(leg) || field === undefined || rest.length > 0) nested[key] = value
    else legs.set(leg, { ...legs.get(leg), [field]: value })
  }
  return { ...nested, ...Object.fromEntries(legs) }
}

const flatLeg = (name: string, leg: ServerLeg | null): FlatSettings =>
  leg === null
    ? {}
    : {
        [`${name}.host`]: leg.host,
        [`${name}.port`]: leg.port,
        [`${name}.security`]: leg.security,
        ...(leg.trustedCertificate === null ? {} : { [`${name}.trustedCertificate`]: leg.trustedCertificate })
      }

/** Settings in full as a campaign keeps them; a preset has become the servers it stood for. */
export const flatSettings = ({ email, subjectToken, threadBySubject }: CampaignMail): FlatSettings => ({
  fromName: email.fromName,
  address: email.address,
  account: email.account,
  receive: email.receive,
  ...(subjectToken ? { subjectToken } : {}),
  ...(threadBySubject ? { threadBySubject } : {}),
  ...flatLeg("smtp", email.smtp),
  ...flatLeg("imap", email.imap)
})

const notSwitch = (path: string) =>
  Effect.fail(new EmailSettingsInvalid({ issues: [{ path, message: "not true or false" }] }))

/** The settings of a campaign, decoded; every bad field is named by its path, as `imap.host`. */
export const readSettings = (flat: FlatSettings): Effect.Effect<CampaignMail, EmailSettingsInvalid> => {
  const { subjectToken = false, threadBySubject = false, ...rest } = flat
  if (typeof subjectToken !== "boolean") return notSwitch("subjectToken")
  if (typeof threadBySubject !== "boolean") return notSwitch("threadBySubject")
  const tooLong = Object.entries(flat)
    .filter(([, value]) => typeof value === "string" && value.length > SETTING_MAX_CHARS)
    .map(([path]) => ({ path, message: `longer than ${SETTING_MAX_CHARS} characters` }))
  if (tooLong.length > 0) return Effect.fail(new EmailSettingsInvalid({ issues: tooLong }))
  return Effect.map(decodeEmailSettings(nestedOf(rest)), (email) => ({ email, subjectToken, threadBySubject }))
}
