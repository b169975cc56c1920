export { ENTRIES_PER_OWNER_MAX, PhonebookCommand, PhonebookRejection } from "./commands.ts"
export { decide } from "./decide.ts"
export { PhonebookEvent } from "./events.ts"
export { countOf, entriesOf, evolve, noPhonebook, type Phonebook, type PhonebookEntry } from "./state.ts"
