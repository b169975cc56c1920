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
import type { Resolve } from "./scene.ts"

interface Act {
  readonly weight: number
  readonly resolve: Resolve
}

const of = (weight: number, resolve: Resolve): Act => ({ weight, resolve })

export const acts = {
  arrive: of(26, messages.arrive),
  writeAgain: of(7, messages.writeAgain),
  comeBack: of(12, messages.comeBack),
  acceptOffer: of(28, work.acceptOffer),
  rejectOffer: of(8, work.rejectOffer),
  takeInteraction: of(8, work.takeInteraction),
  finishInteraction: of(14, work.finishInteraction),
  leaveInteraction: of(5, work.leaveInteraction),
  startInteraction: of(6, active.startInteraction),
  holdInteraction: of(4, active.holdInteraction),
  resumeInteraction: of(3, active.resumeInteraction),
  endInteraction: of(4, active.endInteraction),
  reportExternalTransfer: of(9, active.reportExternalTransfer),
  transferInteraction: of(7, active.transferInteraction),
  acceptTransfer: of(5, active.acceptTransfer),
  rejectTransfer: of(2, active.rejectTransfer),
  cancelTransfer: of(2, active.cancelTransfer),
  sendMessage: of(8, messages.sendMessage),
  claimMessage: of(8, messages.claimMessage),
  submitMessage: of(8, messages.submitMessage),
  recordOutcome: of(8, messages.recordOutcome),
  recordReceipt: of(4, messages.recordReceipt),
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
  endBreak: of(5, people.endBreak),
  pauseAgent: of(2, staff.pauseAgent),
  resumeAgent: of(3, people.resumeAgent),
  endWrapUp: of(3, people.endWrapUp),
  setAgentSkills: of(3, people.setAgentSkills),
  setAgentCapacity: of(2, people.setAgentCapacity),
  defineBreak: of(2, staff.defineBreak),
  changeBreak: of(1, staff.changeBreak),
  removeBreak: of(1, staff.removeBreak),
  lockScreen: of(2, staff.lockScreen),
  unlockScreen: of(6, staff.unlockScreen),
  disableUser: of(1, staff.disableUser),
  enableUser: of(3, staff.enableUser),
  setPermissions: of(1, staff.setPermissions),
  setScreenMonitoring: of(2, staff.setScreenMonitoring),
  changePreferences: of(1, staff.changePreferences),
  recordSignIn: of(1, staff.recordSignIn),
  recordSignOut: of(1, staff.recordSignOut),
  recordConnectivity: of(1, staff.recordConnectivity),
  recordStun: of(1, staff.recordStun),
  startSpy: of(2, staff.startSpy),
  stopSpy: of(4, staff.stopSpy),
  startScreenMonitoring: of(3, staff.startScreenMonitoring),
  stopScreenMonitoring: of(5, staff.stopScreenMonitoring),
  createUser: of(1, people.createUser),
  changeUser: of(2, people.changeUser),
  createCampaign: of(5, campaigns.createCampaign),
  changeCampaign: of(13, settings.changeCampaign),
  enableCampaign: of(5, campaigns.enableCampaign),
  disableCampaign: of(2, campaigns.disableCampaign),
  setSchedule: of(2, hours.setSchedule),
  defineHoliday: of(1, hours.defineHoliday),
  changeHoliday: of(1, hours.changeHoliday),
  removeHoliday: of(1, hours.removeHoliday),
  removeCampaign: of(2, campaigns.removeCampaign),
  addMembers: of(5, campaigns.addMembers),
  removeMembers: of(3, campaigns.removeMembers),
  changeMember: of(3, campaigns.changeMember),
  pauseMember: of(2, campaigns.pauseMember),
  resumeMember: of(3, campaigns.resumeMember),
  changeCentre: of(1, campaigns.changeCentre),
  setChannelCost: of(1, campaigns.setChannelCost),
  createCentre: of(1, campaigns.createCentre),
  createDialer: of(1, dialers.createDialer),
  changeDialer: of(2, dialers.changeDialer),
  startDialer: of(2, dialers.startDialer),
  pauseDialer: of(1, dialers.pauseDialer),
  stopDialer: of(1, dialers.stopDialer),
  setRates: of(1, dialers.setRates),
  createList: of(1, dialers.createList),
  importRecords: of(2, dialers.importRecords),
  completeList: of(1, dialers.completeList),
  activateList: of(2, dialers.activateList),
  deactivateList: of(1, dialers.deactivateList),
  dropRecords: of(1, dialers.dropRecords),
  claimRecords: of(7, dialers.claimRecords),
  submitRecords: of(8, dialers.submitRecords),
  recordOutcomes: of(10, dialers.recordOutcomes),
  markRecords: of(5, dialers.markRecords),
  settleRecords: of(3, dialers.settleRecords),
  defineText: of(2, texts.defineText),
  changeText: of(1, texts.changeText),
  removeText: of(1, texts.removeText),
  setTexts: of(2, texts.setTexts),
  addContact: of(2, clients.addContact),
  changeContact: of(1, clients.changeContact),
  addContactAddress: of(2, clients.addContactAddress),
  removeContactAddress: of(1, clients.removeContactAddress),
  addContactNote: of(1, clients.addContactNote),
  mergeContacts: of(1, clients.mergeContacts),
  eraseContact: of(1, clients.eraseContact),
  blockAddress: of(1, clients.blockAddress),
  unblockAddress: of(1, clients.unblockAddress),
  sendChat: of(5, chats.sendChat),
  openChat: of(3, chats.openChat),
  addPhonebookEntry: of(2, clients.addPhonebookEntry),
  changePhonebookEntry: of(1, clients.changePhonebookEntry),
  removePhonebookEntry: of(1, clients.removePhonebookEntry),
  defineGame: of(2, gamification.defineGame),
  changeGame: of(1, gamification.changeGame),
  removeGame: of(1, gamification.removeGame),
  assignAgentGroup: of(1, gamification.assignAgentGroup),
  recordPoints: of(3, gamification.recordPoints),
  awardBadge: of(1, gamification.awardBadge),
  tick: of(1, campaigns.tick)
} as const satisfies { readonly [kind: string]: Act }

export type ActKind = keyof typeof acts
