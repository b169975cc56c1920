/** People who write to the centre. Everything personal about them lies in the content store under their own key. */
import * as Schema from "effect/Schema"
import { ContactId, KeyedHashes } from "../kernel/fields.ts"

/** A contact is known by the hashes of their address. */
export const ContactCreated = Schema.TaggedStruct("ContactCreated", { contactId: ContactId, address: KeyedHashes })

export const ContactEvent = Schema.Union([ContactCreated])
export type ContactEvent = typeof ContactEvent.Type
