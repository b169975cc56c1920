/**
 * Texts of clients, as whoever reads brings them: from the content store and the contacts. Undefined for what is not
 * known any more: what was erased is found by nothing.
 */
import type { ContactId, ContentId } from "../kernel/fields.ts"

export interface ContactTexts {
  readonly name: string | null
  readonly addresses: ReadonlyArray<string>
}

export interface ContentTexts {
  readonly subject: string | null
  readonly text: string | null
  readonly addresses: ReadonlyArray<string>
}

export interface Texts {
  readonly contact: (id: ContactId) => ContactTexts | undefined
  readonly content: (id: ContentId) => ContentTexts | undefined
  /** An entry of the phonebook. */
  readonly phonebook: (id: ContentId) => ContactTexts | undefined
}

/** Whose texts a query asks for. */
export interface Wanted {
  readonly contacts?: ReadonlyArray<ContactId>
  readonly contents?: ReadonlyArray<ContentId>
  readonly phonebook?: ReadonlyArray<ContentId>
}

/** Of one who knows none. */
export const noTexts: Texts = { contact: () => undefined, content: () => undefined, phonebook: () => undefined }

/** Whether one of the texts holds this part, in any case. An empty part is in everything. */
export const holdsPart = (texts: ReadonlyArray<string | null | undefined>, part: string): boolean => {
  const wanted = part.toLowerCase()
  return wanted === "" || texts.some((text) => text?.toLowerCase().includes(wanted) === true)
}
