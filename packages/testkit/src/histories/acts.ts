/** All that can happen in a history, and how often: offers and arrivals most, the end of a campaign least. */
import * as active from "./acts-active.ts"
import * as campaigns from "./acts-campaigns.ts"
import * as chats from "./acts-chats.ts"
import * as clients from "./acts-clients.ts"
import * as dialers from "./acts-dialers.ts"
import * as gamification from "./acts-gamification.ts"
import * as hours from "./acts-hours.ts"
import * as messages from "./acts-messages.ts"
import * as people from "./acts-people.ts"
import * as staff from "./acts-staff.ts"
import * as settings from "./acts-settings.ts"
import * as texts from "./acts-texts.ts"
import * as work from "./acts-work.ts"
import * as leads from "./leads.ts"
import { orElse, type Resolve } from "./scene.ts"

interface Act {
  readonly weight: number
  readonly resolve: Resolve
}

/** An act, and what it leads up to it by while there is nothing for it to be about. */
const of = (weight: number, ...ways: ReadonlyArray<Resolve>): Act => ({ weight, resolve: orElse(...ways) })

export const acts = {
  arrive: of(26, messages.arrive),
  writeAgain: of(7, messages.writeAgain),
  comeBack: of(12, messages.comeBack),
  acceptOffer: of(28, work.acceptOffer),
  rejectOffer: of(8, work.rejectOffer),
  takeInteraction: of(8, work.takeInteraction, leads.pending),
  finishInteraction: of(14, work.finishInteraction),
  leaveInteraction: of(5, work.leaveInteraction),
  startInteraction: of(6, active.startInteraction),
  holdInteraction: of(4, active.holdInteraction, leads.onCall),
  resumeInteraction: of(3, active.resumeInteraction, leads.held),
  endInteraction: of(4, active.endInteraction, leads.onCall),
  reportExternalTransfer: of(9, active.reportExternalTransfer, leads.onCall),
  transferInteraction: of(7, active.transferInteraction, leads.owned),
  acceptTransfer: of(5, active.acceptTransfer, leads.owned),
  rejectTransfer: of(2, active.rejectTransfer, leads.owned),
  cancelTransfer: of(2, active.cancelTransfer, leads.owned),
  sendMessage: of(8, messages.sendMessage),
  sendBotMessage: of(3, messages.sendBotMessage),
  claimMessage: of(8, messages.claimMessage, leads.planned),
  submitMessage: of(8, messages.submitMessage, leads.claimed),
  recordOutcome: of(8, messages.recordOutcome, leads.submitted),
  recordReceipt: of(4, messages.recordReceipt, leads.sent),
  openInteraction: of(5, messages.openInteraction),
  takeOwnership: of(1, messages.takeOwnership),
  skipMessage: of(1, messages.skipMessage),
  quarantineMessage: of(1, messages.quarantineMessage),
  resetSource: of(1, messages.resetSource),
  signIn: of(9, people.signIn),
  signOut: of(4, people.signOut),
  signOutAgent: of(2, people.signOutAgent),
  loseSession: of(3, people.loseSession),
  startBreak: of(3, staff.startBreak),
  endBreak: of(5, people.endBreak, staff.startBreak),
  pauseAgent: of(2, staff.pauseAgent),
  resumeAgent: of(3, people.resumeAgent, staff.pauseAgent),
  endWrapUp: of(3, people.endWrapUp),
  setAgentSkills: of(3, people.setAgentSkills),
  setAgentCapacity: of(2, people.setAgentCapacity),
  defineBreak: of(2, staff.defineBreak),
  changeBreak: of(1, staff.changeBreak, staff.defineBreak),
  removeBreak: of(1, staff.removeBreak, staff.defineBreak),
  lockScreen: of(2, staff.lockScreen),
  unlockScreen: of(6, staff.unlockScreen, staff.lockScreen),
  disableUser: of(1, staff.disableUser),
  enableUser: of(3, staff.enableUser, leads.away),
  setPermissions: of(1, staff.setPermissions),
  setScreenMonitoring: of(2, staff.setScreenMonitoring),
  changePreferences: of(1, staff.changePreferences),
  recordSignIn: of(1, staff.recordSignIn),
  recordSignOut: of(1, staff.recordSignOut),
  recordConnectivity: of(1, staff.recordConnectivity),
  recordStun: of(1, staff.recordStun),
  startSpy: of(2, staff.startSpy, leads.owned),
  stopSpy: of(4, staff.stopSpy, leads.spied),
  startScreenMonitoring: of(3, staff.startScreenMonitoring, staff.setScreenMonitoring),
  stopScreenMonitoring: of(5, staff.stopScreenMonitoring, leads.watched),
  createUser: of(1, people.createUser),
  changeUser: of(2, people.changeUser),
  createCampaign: of(5, campaigns.createCampaign),
  changeCampaign: of(13, settings.changeCampaign),
  enableCampaign: of(5, campaigns.enableCampaign, campaigns.disableCampaign),
  disableCampaign: of(2, campaigns.disableCampaign),
  setSchedule: of(2, hours.setSchedule),
  defineHoliday: of(1, hours.defineHoliday),
  changeHoliday: of(1, hours.changeHoliday, hours.defineHoliday),
  removeHoliday: of(1, hours.removeHoliday, hours.defineHoliday),
  removeCampaign: of(2, campaigns.removeCampaign),
  addMembers: of(5, campaigns.addMembers),
  removeMembers: of(3, campaigns.removeMembers),
  changeMember: of(3, campaigns.changeMember),
  pauseMember: of(2, campaigns.pauseMember),
  resumeMember: of(3, campaigns.resumeMember, campaigns.pauseMember),
  changeCentre: of(1, campaigns.changeCentre),
  setChannelCost: of(1, campaigns.setChannelCost),
  createCentre: of(1, campaigns.createCentre),
  createDialer: of(1, dialers.createDialer),
  changeDialer: of(2, dialers.changeDialer, dialers.createDialer),
  startDialer: of(2, dialers.startDialer, dialers.createDialer),
  pauseDialer: of(1, dialers.pauseDialer, dialers.createDialer),
  stopDialer: of(1, dialers.stopDialer, dialers.createDialer),
  removeDialer: of(1, dialers.removeDialer, dialers.createDialer),
  setRates: of(1, dialers.setRates, dialers.createDialer),
  createList: of(1, dialers.createList, dialers.createDialer),
  importRecords: of(2, dialers.importRecords, dialers.createList, dialers.createDialer),
  completeList: of(1, dialers.completeList, dialers.createList, dialers.createDialer),
  activateList: of(2, dialers.activateList, dialers.feedDialer),
  deactivateList: of(1, dialers.deactivateList, dialers.feedDialer),
  removeList: of(1, dialers.removeList, dialers.createList, dialers.createDialer),
  dropRecords: of(1, dialers.dropRecords),
  claimRecords: of(7, dialers.claimRecords, dialers.createDialer),
  submitRecords: of(8, dialers.submitRecords, dialers.feedDialer),
  recordOutcomes: of(10, dialers.recordOutcomes, leads.submittedRecords),
  markRecords: of(5, dialers.markRecords, leads.sentRecords),
  settleRecords: of(3, dialers.settleRecords, leads.ambiguousRecords),
  defineText: of(2, texts.defineText),
  changeText: of(1, texts.changeText),
  removeText: of(1, texts.removeText),
  setTexts: of(2, texts.setTexts),
  rateMail: of(3, texts.rateMail, leads.rateable),
  addContact: of(2, clients.addContact),
  changeContact: of(1, clients.changeContact, clients.addContact),
  addContactAddress: of(2, clients.addContactAddress, clients.addContact),
  removeContactAddress: of(1, clients.removeContactAddress, leads.knownAddress),
  addContactNote: of(1, clients.addContactNote, clients.addContact),
  mergeContacts: of(1, clients.mergeContacts, clients.addContact),
  eraseContact: of(1, clients.eraseContact, clients.addContact),
  blockAddress: of(1, clients.blockAddress),
  unblockAddress: of(1, clients.unblockOrRekey),
  sendChat: of(5, chats.sendChat),
  openChat: of(3, chats.openChat, chats.sendChat),
  sendNotice: of(3, chats.sendNotice),
  readNotices: of(3, chats.readNotices, chats.sendNotice),
  addPhonebookEntry: of(2, clients.addPhonebookEntry),
  changePhonebookEntry: of(1, clients.changePhonebookEntry, clients.addPhonebookEntry),
  removePhonebookEntry: of(1, clients.removePhonebookEntry, clients.addPhonebookEntry),
  defineGame: of(2, gamification.defineGame),
  changeGame: of(1, gamification.changeGame),
  removeGame: of(1, gamification.removeGame),
  assignAgentGroup: of(1, gamification.assignAgentGroup),
  recordPoints: of(3, gamification.recordPoints, gamification.defineGame),
  awardBadge: of(1, gamification.awardBadge, gamification.defineGame),
  tick: of(1, campaigns.tick)
} as const satisfies { readonly [kind: string]: Act }

export type ActKind = keyof typeof acts
