/** The language of a session, chosen at sign-in. */
import * as Schema from "effect/Schema"
import { TEXT_KIND } from "../kernel/fields.ts"

/** A bare code of ISO 639: `en`, `es`, `gsw`. */
export const Language = Schema.String.check(
  Schema.isPattern(/^[a-z]{2,3}$/, { expected: "a bare language code" }),
  Schema.isMaxLength(3)
).annotate({ [TEXT_KIND]: "code" })
export type Language = typeof Language.Type

/** A browser's tag, `es-AR`. Source: RFC 5646. */
export const LanguageTag = Schema.String.check(
  Schema.isPattern(/^[A-Za-z0-9]{1,8}(?:-[A-Za-z0-9]{1,8})*$/, { expected: "a language tag" }),
  Schema.isMaxLength(35)
).annotate({ [TEXT_KIND]: "code" })

export const LANGUAGE_DEFAULT: Language = "en"

const bareOf = (tag: string): Language | undefined =>
  tag
    .toLowerCase()
    .split("-", 1)
    .find((code) => Schema.is(Language)(code))

/** What was chosen; else the browser's first, else the user's last, else `en`. */
export const languageOf = ({
  chosen,
  browser = [],
  last
}: {
  readonly chosen?: Language | undefined
  readonly browser?: ReadonlyArray<string> | undefined
  readonly last: Language | null
}): Language => chosen ?? browser.map(bareOf).find((code) => code !== undefined) ?? last ?? LANGUAGE_DEFAULT
