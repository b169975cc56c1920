export { ContactCommand, ContactRejection, NOTES_PER_CONTACT_MAX } from "./commands.ts"
export { decide, isSameAddress, type Known } from "./decide.ts"
export {
  ADDRESSES_PER_CONTACT_MAX,
  Attributes,
  ATTRIBUTES_MAX,
  ContactEvent,
  MERGED_PER_CONTACT_MAX,
  Person
} from "./events.ts"
