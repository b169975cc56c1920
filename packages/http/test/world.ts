/** A small centre behind the API: a campaign that offers, one that is taken from, two agents, a supervisor. */
import {
  ADMINISTRATOR,
  field,
  PASSWORD,
  signedIn,
  startServer,
  type Caller,
  type ServerOptions,
  type TestServer
} from "./server.ts"

export interface World {
  readonly server: TestServer
  readonly root: Caller
  /** Signs in as an agent. */
  readonly agent: (user: string) => Promise<Caller & { readonly token: string }>
  readonly supervisor: () => Promise<Caller & { readonly token: string }>
  /** A client writes; returns the interaction. */
  readonly write: (text: string, options?: Writing) => Promise<string>
}

export interface Writing {
  readonly campaign?: string
  readonly from?: string
  readonly conversation?: string
  readonly subject?: string
}

/** Members of both campaigns: ann and bob. cat is of none. */
export async function startWorld(options: ServerOptions = {}): Promise<World> {
  const server = await startServer(options)
  const root = await signedIn(server, ADMINISTRATOR, "supervisor")
  const must = async (method: string, path: string, body: unknown): Promise<void> => {
    const answer = await root(method, path, { body })
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`)
  }
  for (const user of ["ann", "bob", "cat"])
    await must("POST", "/v1/users", { userId: user, displayName: user, roles: ["agent"], password: PASSWORD })
  await must("POST", "/v1/users", {
    userId: "sue",
    displayName: "Sue",
    roles: ["supervisor", "agent"],
    password: PASSWORD
  })
  await must("POST", "/v1/campaigns", { campaign: "help", channel: "demo" })
  await must("POST", "/v1/campaigns", {
    campaign: "pool",
    channel: "demo",
    settings: { eligibility: "ringallmultiple" }
  })
  await must("POST", "/v1/members", { campaigns: ["help", "pool"], agents: ["ann", "bob"] })
  const write: World["write"] = async (text, { campaign = "help", from = "Client@Example.test", ...more } = {}) => {
    const body = { campaign, from: { address: from, name: "A client" }, text, ...more }
    const answer = await root("POST", "/v1/channels/demo/messages", { body })
    return String(field(field(answer.body, "answer"), "interactionId"))
  }
  return {
    server,
    root,
    agent: (user) => signedIn(server, user, "agent"),
    supervisor: () => signedIn(server, "sue", "supervisor"),
    write
  }
}

/** The id of the first offer in an agent's inbox. */
export async function firstOffer(agent: Caller, user: string): Promise<string> {
  const { body } = await agent("GET", `/v1/agents/${user}/inbox?tab=offers`)
  const offers = field(body, "offers")
  return String(field(field(Array.isArray(offers) ? offers[0] : undefined, "offer"), "offerId"))
}
