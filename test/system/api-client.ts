/** The little of the API that the system tests speak, with fetch alone. */
import * as Schema from "effect/Schema"

const Envelope = Schema.Struct({
  type: Schema.String,
  sequence: Schema.FiniteFromString,
  time: Schema.String,
  data: Schema.Record(Schema.String, Schema.Json)
})
export type Envelope = typeof Envelope.Type
const decodeEnvelope = Schema.decodeUnknownSync(Schema.fromJsonString(Envelope))

const NewSession = Schema.Struct({ token: Schema.String })
const Page = Schema.Struct({ data: Schema.Array(Schema.Struct({ campaign: Schema.String })) })

export interface Client {
  readonly url: string
  readonly token: string
}

/** Signs in as a supervisor; null when it was refused. */
export async function signIn(url: string, user: string, password: string): Promise<Client | null> {
  const response = await fetch(`${url}/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ user, password, role: "supervisor" })
  })
  if (!response.ok) return null
  const { token } = Schema.decodeUnknownSync(NewSession)(await response.json())
  return { url, token }
}

const authorised = ({ token }: Client) => ({ authorization: `Bearer ${token}` })

export async function getJson(
  client: Client,
  path: string
): Promise<{ readonly body: unknown; readonly position: number }> {
  const response = await fetch(`${client.url}${path}`, { headers: authorised(client) })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return { body: await response.json(), position: Number(response.headers.get("position")) }
}

export async function campaigns(client: Client): Promise<ReadonlyArray<string>> {
  const { body } = await getJson(client, "/v1/campaigns")
  return Schema.decodeUnknownSync(Page)(body).data.map(({ campaign }) => campaign)
}

/** Creates a campaign on the demonstration's channel. */
export async function createCampaign(client: Client, campaign: string): Promise<number> {
  const response = await fetch(`${client.url}/v1/campaigns`, {
    method: "POST",
    headers: { ...authorised(client), "content-type": "application/json" },
    body: JSON.stringify({ campaign, channel: "demo" })
  })
  return response.status
}

/** The public stream after a position, without an end; closed by the signal. */
export async function* stream(client: Client, after: number, signal: AbortSignal): AsyncIterable<Envelope> {
  const response = await fetch(`${client.url}/v1/events/stream`, {
    headers: { ...authorised(client), "last-event-id": String(after) },
    signal
  })
  if (!response.ok || response.body === null) throw new Error(`the stream answered ${response.status}`)
  let rest = ""
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    const frames = (rest + text).split("\n\n")
    rest = frames.pop() ?? ""
    for (const frame of frames) {
      const data = /^data: (.*)$/m.exec(frame)?.[1]
      if (data !== undefined) yield decodeEnvelope(data)
    }
  }
}
