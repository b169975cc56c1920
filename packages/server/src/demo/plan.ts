/** The demonstration's centre: its campaigns, its people and what its customers write. All of it is invented. */
import type { PlainCommand } from "./plain.ts"

/** The channel that the demonstration's customers write on. */
export const DEMO_CHANNEL = { name: "demo", kind: "asynchronous", media: "text" } as const

/** What users, sessions and interactions of the demonstration are called begins so. */
export const DEMO_PREFIX = "demo-"

interface DemoCampaign {
  readonly campaign: string
  readonly label: string
  readonly settings: Extract<PlainCommand, { _tag: "CreateCampaign" }>["settings"]
  readonly members: ReadonlyArray<string>
  /** Of all customers, how many write here, in parts. */
  readonly share: number
}

const common = { autopauseAfter: 0, retryPauseSeconds: 5, wrapUpSeconds: 4 }

const amara = `${DEMO_PREFIX}amara`
const jonas = `${DEMO_PREFIX}jonas`
const lucia = `${DEMO_PREFIX}lucia`
const mei = `${DEMO_PREFIX}mei`
const priya = `${DEMO_PREFIX}priya`
const tomasz = `${DEMO_PREFIX}tomasz`

export const demoAgents: ReadonlyArray<{ readonly userId: string; readonly displayName: string }> = [
  { userId: amara, displayName: "Amara Osei" },
  { userId: jonas, displayName: "Jonas Berg" },
  { userId: lucia, displayName: "Lucía Ferrer" },
  { userId: mei, displayName: "Mei Tanaka" },
  { userId: priya, displayName: "Priya Nair" },
  { userId: tomasz, displayName: "Tomasz Nowak" }
]

/** Two that offer their work by different rules, and one that agents pick from. */
export const demoCampaigns: readonly [DemoCampaign, ...ReadonlyArray<DemoCampaign>] = [
  {
    campaign: "orders",
    label: "Orders and deliveries",
    settings: {
      ...common,
      label: "Orders and deliveries",
      delivery: "rrmemory",
      perAgentMax: 2,
      serviceLevelSeconds: 10,
      dropoutSeconds: 45,
      offerTimeoutSeconds: 10
    },
    members: [amara, jonas, lucia, mei],
    share: 5
  },
  {
    campaign: "technical",
    label: "Technical help",
    settings: {
      ...common,
      label: "Technical help",
      eligibility: "interaction",
      delivery: "leastrecent",
      serviceLevelSeconds: 15,
      dropoutSeconds: 60,
      offerTimeoutSeconds: 10
    },
    members: [jonas, mei, priya],
    share: 3
  },
  {
    campaign: "billing",
    label: "Billing",
    settings: {
      ...common,
      label: "Billing",
      eligibility: "ringallmultiple",
      serviceLevelSeconds: 20,
      dropoutSeconds: 90
    },
    members: [priya, tomasz],
    share: 2
  }
]

/** What a customer opens with, by campaign: a subject and a text. */
export const openings: Readonly<Record<string, readonly [Opening, ...ReadonlyArray<Opening>]>> = {
  orders: [
    { subject: "Where is my parcel?", text: "It was to arrive on Tuesday. Can you see where it is?" },
    { subject: "Wrong size", text: "I ordered size 42 and received 44. How do I exchange it?" },
    { subject: "Change of address", text: "I have moved. Please send my order to the new address." },
    { subject: "One item missing", text: "The box had two of the three items. Is the third on its way?" }
  ],
  technical: [
    { subject: "The app signs me out", text: "Since the update it signs me out every few minutes." },
    { subject: "No connection", text: "The router blinks orange and nothing loads. I restarted it twice." },
    { subject: "Pairing fails", text: "My phone sees the speaker but pairing stops at the last step." }
  ],
  billing: [
    { subject: "Charged twice", text: "My card shows the same amount twice this month." },
    { subject: "A copy of an invoice", text: "Please send me the invoice of last March once more." },
    { subject: "Cancel my plan", text: "I would like to cancel at the end of the month. What do I pay?" }
  ]
}

export interface Opening {
  readonly subject: string
  readonly text: string
}

export const answers = [
  "Thank you for writing. I have looked into it: it is settled now, and you will see it within a day.",
  "I am sorry for the trouble. I have put it right; is there anything else?",
  "Good question. I have sent you the steps; tell me if one of them does not work.",
  "I see what happened. You need not do anything: we take care of it today."
] as const

export const followUps = [
  "Thank you, that helped. One more thing: does it cost anything?",
  "I tried that and it works now.",
  "Great, and how long will it take?"
] as const

/** Who writes; each keeps their address, so that they come back as the same contact. */
export const customers = [
  "Ada Novak",
  "Ben Carter",
  "Clara Jensen",
  "David Okoro",
  "Elena Rossi",
  "Farid Haddad",
  "Grace Lin",
  "Hugo Martin",
  "Ines Silva",
  "Jakub Zeman",
  "Kiran Patel",
  "Lena Fischer",
  "Marco Bianchi",
  "Nadia Popescu",
  "Oskar Lund",
  "Paula Gomez"
] as const

/** Source: RFC 2606, domains that are nobody's. */
export const addressOf = (customer: string): string => `${customer.toLowerCase().replaceAll(" ", ".")}@example.com`
