/** Public events of dispositions, templates and canned responses: what there is, never its words. */
import * as Schema from "effect/Schema"
import { DispositionDefined } from "../disposition/events.ts"
import { CampaignName, CannedId, ConfigName, Count, DispositionId, Label } from "../kernel/fields.ts"
import { about } from "./public-about.ts"

const { _tag, ...node } = DispositionDefined.fields
const scope = { campaign: Schema.NullOr(CampaignName) }
const template = { template: ConfigName, ...scope }
const canned = { cannedId: CannedId, ...scope, title: Label, order: Count }

export const ofTexts = [
  about("disposition.defined", node),
  about("disposition.changed", node),
  about("disposition.removed", { dispositionId: DispositionId }),
  about("template.defined", template),
  about("template.changed", template),
  about("template.removed", { template: ConfigName }),
  about("response.added", canned),
  about("response.changed", canned),
  about("response.removed", { cannedId: CannedId })
] as const
