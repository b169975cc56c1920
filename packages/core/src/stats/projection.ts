/** The shape of a projection: a fold of the log into a view, rebuilt at any time, never read by a decision. */
import type { AgentEvent } from "../agent/events.ts"
import type { BreakEvent } from "../break/events.ts"
import type { CampaignEvent } from "../campaign/events.ts"
import type { BlacklistEvent } from "../blacklist/events.ts"
import type { ChatEvent } from "../chat/events.ts"
import type { AddressRekeyed, ContactEvent } from "../contact/events.ts"
import type { DialerEvent } from "../dialer/events.ts"
import type { GamificationEvent } from "../gamification/events.ts"
import type { DispositionEvent } from "../disposition/events.ts"
import type { HolidayEvent } from "../holiday/events.ts"
import type { InteractionEvent } from "../interaction/events.ts"
import type { Recorded } from "../kernel/envelope.ts"
import type { Orders } from "../kernel/persisted.ts"
import type { MessageEvent } from "../message/events.ts"
import type { NoticeEvent } from "../notice/events.ts"
import type { RatingEvent } from "../rating/events.ts"
import type { SupervisionEvent } from "../supervision/events.ts"
import type { PhonebookEvent } from "../phonebook/events.ts"
import type { TenantEvent } from "../tenant/events.ts"
import type { TextsEvent } from "../texts/events.ts"
import type { UserEvent } from "../user/events.ts"

/** Every event of a centre's log: the union of its rooms'. */
export type StoredEvent =
  | TenantEvent
  | UserEvent
  | BreakEvent
  | SupervisionEvent
  | AgentEvent
  | CampaignEvent
  | HolidayEvent
  | GamificationEvent
  | DispositionEvent
  | TextsEvent
  | ContactEvent
  | AddressRekeyed
  | BlacklistEvent
  | PhonebookEvent
  | ChatEvent
  | NoticeEvent
  | InteractionEvent
  | MessageEvent
  | RatingEvent
  | DialerEvent

/** A fold of the log that is kept in memory. Its fold is a method, so that one list may hold projections of any views. */
export interface Projection<View, Event = StoredEvent> {
  readonly name: string
  /** Raised when the view changes its meaning or shape: a stored view of another version is rebuilt. */
  readonly version: number
  readonly initial: View
  /** The view after one more event. Pure: a view once handed out stays valid for ever. */
  evolve(view: View, recorded: Recorded<Event>): View
  /**
   * The orders of the ordered sets in its views, by name: so that a view can be saved. A view of plain values and the
   * kernel's structures is saved now and then; any other is folded anew at each start.
   */
  readonly orders?: Orders
}

/** The view after many events. */
export function project<View, Event>(
  projection: Projection<View, Event>,
  events: Iterable<Recorded<Event>>,
  from: View = projection.initial
): View {
  let view = from
  for (const recorded of events) view = projection.evolve(view, recorded)
  return view
}
