/** What leads up to situations that are rare: an act with nothing to be about yet tries these, one after another. */
import type { Campaign } from "@parley/core"
import * as active from "./acts-active.ts"
import * as clients from "./acts-clients.ts"
import * as dialers from "./acts-dialers.ts"
import * as messages from "./acts-messages.ts"
import * as people from "./acts-people.ts"
import * as staff from "./acts-staff.ts"
import * as work from "./acts-work.ts"
import { orElse } from "./scene.ts"

const isVoice = ({ media }: Campaign.Campaign): boolean => media === "voice"
const isText = ({ media }: Campaign.Campaign): boolean => media === "text"

/** Somebody can be offered work again. */
const freeUp = orElse(people.endWrapUp, people.endBreak, staff.unlockScreen, people.comeIn)

/** Text that somebody owns. */
export const owned = orElse(work.acceptOffer, messages.arriveWhere(isText), freeUp)

/** A call that somebody owns. */
export const onCall = orElse(work.acceptCall, messages.arriveWhere(isVoice), freeUp)

/** Work that agents can choose. */
export const pending = orElse(messages.arriveWhere(work.pulls), freeUp)

export const held = orElse(active.holdInteraction, onCall)

export const planned = orElse(messages.sendMessage, owned)
export const claimed = orElse(messages.claimMessage, planned)
export const submitted = orElse(messages.submitMessage, claimed)
export const sent = orElse(messages.recordSent, submitted)
/** A mail that asks to be rated. */
export const rateable = orElse(
  messages.recordSent,
  messages.submitMessage,
  messages.claimMessage,
  messages.sendRateable,
  messages.askRating,
  owned
)

export const submittedRecords = orElse(dialers.submitRecords, dialers.feedDialer)
export const sentRecords = orElse(dialers.recordSents, submittedRecords)
export const ambiguousRecords = orElse(dialers.recordAmbiguous, submittedRecords)

export const knownAddress = orElse(clients.addContactAddress, clients.addContact)
export const away = orElse(staff.disableUser, people.signOutAgent)
export const spied = orElse(staff.startSpy, owned)
export const watched = orElse(staff.startScreenMonitoring, staff.setScreenMonitoring)
