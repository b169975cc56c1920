/** The envelope of a public event. Source: CloudEvents 1.0.2, structured JSON; extension `sequence`. */
import { Centre } from "@parley/core"
import * as Schema from "effect/Schema"
import { isMember } from "./access.ts"
import type { Asking } from "./principal.ts"

export const CloudEvent = Schema.Struct({
  specversion: Schema.Literal("1.0"),
  /** The position, unique with the source. */
  id: Schema.String,
  source: Schema.String,
  type: Schema.String,
  subject: Schema.String,
  /** RFC 3339, UTC. */
  time: Schema.String,
  datacontenttype: Schema.Literal("application/json"),
  dataschema: Schema.String,
  /** The position again, as the extension that orders events. */
  sequence: Schema.String,
  partitionkey: Schema.String,
  correlationid: Schema.optionalKey(Schema.String),
  causationid: Schema.optionalKey(Schema.String),
  data: Schema.Record(Schema.String, Schema.Json)
})
export type CloudEvent = typeof CloudEvent.Type

/** The types that a reader asks for; null: all. */
export type Wanted = ReadonlySet<string> | null

export interface Published {
  readonly envelope: CloudEvent
  readonly audience: Centre.EventAudience
}

/** An event as the world hears it; null for one that is internal or not asked for. */
export function cloudEventOf(centre: string, recorded: Centre.RecordedEvent, wanted: Wanted): Published | null {
  const event = Centre.publish(recorded.event)
  if (event === null || (wanted !== null && !wanted.has(event.type))) return null
  const { position, at, correlationId, causationId } = recorded
  const id = String(position)
  const envelope: CloudEvent = {
    specversion: "1.0",
    id,
    source: `/centres/${centre}`,
    type: event.type,
    subject: event.subject,
    time: new Date(at).toISOString(),
    datacontenttype: "application/json",
    dataschema: `urn:parley:event:${event.type}`,
    sequence: id,
    partitionkey: event.partitionKey,
    ...(correlationId === null ? {} : { correlationid: correlationId }),
    ...(causationId === null ? {} : { causationid: causationId }),
    data: event.data
  }
  return { envelope, audience: Centre.audienceOf(event) }
}

/** Who reads the stream, as far as that decides what they see of it. */
export interface Reader extends Pick<Asking, "level"> {
  readonly session: Pick<Asking["session"], "userId">
  readonly handle: { readonly centre: Pick<Centre.Centre, "views"> }
}

/** What is some users' alone only they see; else supervisors see everything; an agent what concerns them, their campaigns as of now, or the centre as a whole. */
export function maySee(
  { level, session, handle }: Reader,
  state: Centre.State,
  { audience, envelope }: Published
): boolean {
  const { users, campaign, agentId } = audience
  if (users !== undefined) return users.some((userId) => userId === session.userId)
  if (level !== "agent") return true
  if (agentId === session.userId) return true
  if (campaign !== null) return isMember({ views: handle.centre.views, state }, session.userId, campaign)
  return agentId === null && envelope.subject === "centre"
}
