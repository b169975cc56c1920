/** Samples of what becomes of contacts, the blacklist and the phonebook. */
const address = ["1:aaaaaaaaaaaaaaaaaaaaaa"]
const person = { addresses: [address], merged: ["i2.c"], notes: 1 }
const contact = { contactId: "i1.c" }
const entry = { entryId: "entry1", ownerId: "ann", name: "content1", address: "content2" }

export const clientEvents = {
  ContactCreated: { ...contact, address },
  ContactAdded: { ...contact, name: "content1", attributes: { vip: true, visits: 3, plan: "gold" }, person },
  ContactChanged: { ...contact, name: null, attributes: {} },
  ContactAddressAdded: { ...contact, address, person },
  ContactAddressRemoved: { ...contact, address, person },
  ContactNoteAdded: { ...contact, note: "content1", userId: "ann", person },
  ContactsMerged: { ...contact, mergedId: "i2.c", moved: [address], person },
  ContactErased: { ...contact, merged: ["i2.c"], addresses: [address] },
  AddressRekeyed: {
    owned: [{ ...contact, to: "2:aaaaaaaaaaaaaaaaaaaaaa", dropped: null }],
    people: [{ ...contact, person: { ...person, addresses: [["2:aaaaaaaaaaaaaaaaaaaaaa", ...address]] } }],
    blocked: [{ campaign: "sales", to: "2:aaaaaaaaaaaaaaaaaaaaaa" }]
  },
  AddressBlocked: { address, campaign: null, reason: "complaint" },
  AddressUnblocked: { address, campaign: "sales" },
  PhonebookEntryAdded: entry,
  PhonebookEntryChanged: { ...entry, ownerId: null },
  PhonebookEntryRemoved: { entryId: "entry1" },
  ChatSent: {
    chatId: "ann+bob",
    messageId: "note1",
    fromUserId: "bob",
    to: { user: "ann" },
    ordinal: 1,
    content: "content1"
  },
  NoticeSent: {
    noticeId: "notice1",
    fromUserId: "sue",
    to: { roles: ["agent"] },
    recipients: ["ann", "bob"],
    content: "content1"
  },
  NoticesRead: { userId: "ann", noticeIds: ["notice1"] },
  ChatOpened: { chatId: "+sales", userId: "ann", ordinal: 7 }
}
