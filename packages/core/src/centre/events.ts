/** All events of a centre: the union of its rooms'. */
import * as Schema from "effect/Schema"
import { AgentEvent } from "../agent/index.ts"
import { BreakEvent } from "../break/index.ts"
import { CampaignEvent } from "../campaign/index.ts"
import { BlacklistEvent } from "../blacklist/index.ts"
import { ChatEvent } from "../chat/index.ts"
import { ContactEvent, RekeyEvent } from "../contact/index.ts"
import { DialerEvent } from "../dialer/index.ts"
import { GamificationEvent } from "../gamification/index.ts"
import { DispositionEvent } from "../disposition/index.ts"
import { HolidayEvent } from "../holiday/index.ts"
import { InteractionEvent } from "../interaction/index.ts"
import { EnvelopeFields, type Recorded } from "../kernel/envelope.ts"
import { MessageEvent } from "../message/index.ts"
import { NoticeEvent } from "../notice/index.ts"
import { RatingEvent } from "../rating/index.ts"
import { SupervisionEvent } from "../supervision/index.ts"
import { PhonebookEvent } from "../phonebook/index.ts"
import { TenantEvent } from "../tenant/index.ts"
import { TextsEvent } from "../texts/index.ts"
import { UserEvent } from "../user/index.ts"

export const CentreEvent = Schema.Union([
  TenantEvent,
  UserEvent,
  BreakEvent,
  AgentEvent,
  CampaignEvent,
  HolidayEvent,
  GamificationEvent,
  DispositionEvent,
  TextsEvent,
  ContactEvent,
  RekeyEvent,
  BlacklistEvent,
  PhonebookEvent,
  ChatEvent,
  NoticeEvent,
  InteractionEvent,
  MessageEvent,
  RatingEvent,
  DialerEvent,
  SupervisionEvent
])
export type CentreEvent = typeof CentreEvent.Type

/** An event as it stands in the log of a centre. */
export const RecordedEvent = Schema.Struct({ ...EnvelopeFields, event: CentreEvent })
export type RecordedEvent = Recorded<CentreEvent>
