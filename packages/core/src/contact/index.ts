export { ContactCommand, ContactRejection, NOTES_PER_CONTACT_MAX, RekeyAddresses } from "./commands.ts"
export { rekey, type RekeyKnown } from "./decide-rekey.ts"
export { decide, isSameAddress, type Known } from "./decide.ts"
export {
  type AddressRekeyed,
  ADDRESSES_PER_CONTACT_MAX,
  Attributes,
  ATTRIBUTES_MAX,
  ContactEvent,
  KEY_VERSIONS_MAX,
  MERGED_PER_CONTACT_MAX,
  Person,
  REKEYED_PER_BATCH_MAX,
  RekeyEvent
} from "./events.ts"
