/** What the caller of a search brings: the texts of contents, named by their ids in these stories. */
import type { ContactTexts, ContentTexts, Texts } from "../src/stats/index.ts"

interface Known {
  readonly contents?: { readonly [id: string]: Partial<ContentTexts> }
  readonly contacts?: { readonly [id: string]: Partial<ContactTexts> }
  readonly phonebook?: { readonly [id: string]: Partial<ContactTexts> }
}

export const textsOf = ({ contents = {}, contacts = {}, phonebook = {} }: Known = {}): Texts => ({
  content: (id) => contents[id] && { subject: null, text: null, addresses: [], ...contents[id] },
  contact: (id) => contacts[id] && { name: null, addresses: [], ...contacts[id] },
  phonebook: (id) => phonebook[id] && { name: null, addresses: [], ...phonebook[id] }
})
