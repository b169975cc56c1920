/** Templates by name, canned responses by id. */
import type { CampaignName, CannedId, ContentId } from "../kernel/fields.ts"
import { emptyHamt, hamtDelete, hamtGet, hamtSet, hamtValues, type Hamt } from "../kernel/hamt.ts"
import type { Owner } from "../kernel/owner.ts"
import { unreachable } from "../kernel/unreachable.ts"
import type { TextsEvent } from "./events.ts"

/** What is of one campaign, or (null) of every one. */
interface Scoped {
  readonly campaign: CampaignName | null
  /** Its campaign is no more: its text is kept, and offered to none, not even one of the same name. */
  readonly orphaned: boolean
}

export interface Template extends Scoped {
  readonly template: string
  readonly content: ContentId
}

export interface CannedResponse extends Scoped {
  readonly cannedId: CannedId
  readonly title: string
  readonly content: ContentId
  readonly order: number
}

export interface Texts {
  readonly templates: Hamt<Template>
  readonly canned: Hamt<CannedResponse>
}

export const noTexts: Texts = { templates: emptyHamt(), canned: emptyHamt() }

export function evolve(texts: Texts, event: TextsEvent, owner: Owner): Texts {
  const { templates, canned } = texts
  switch (event._tag) {
    case "TemplateDefined":
    case "TemplateChanged": {
      const { template, campaign, content } = event
      const orphaned = "orphaned" in event && event.orphaned
      return { ...texts, templates: hamtSet(templates, template, { template, campaign, content, orphaned }, owner) }
    }
    case "TemplateRemoved":
      return { ...texts, templates: hamtDelete(templates, event.template, owner) }
    case "CannedResponseAdded":
    case "CannedResponseChanged": {
      const { cannedId, campaign, title, content, order } = event
      const orphaned = "orphaned" in event && event.orphaned
      const response = { cannedId, campaign, title, content, order, orphaned }
      return { ...texts, canned: hamtSet(canned, cannedId, response, owner) }
    }
    case "CannedResponseRemoved":
      return { ...texts, canned: hamtDelete(canned, event.cannedId, owner) }
    default:
      return unreachable(event)
  }
}

/** The texts after the end of a campaign. O(texts). */
export const withoutCampaign = ({ templates, canned }: Texts, campaign: CampaignName, owner: Owner): Texts => ({
  templates: orphanedOf(templates, campaign, owner),
  canned: orphanedOf(canned, campaign, owner)
})

function orphanedOf<One extends Scoped & ({ readonly template: string } | { readonly cannedId: string })>(
  known: Hamt<One>,
  campaign: CampaignName,
  owner: Owner
): Hamt<One> {
  let after = known
  for (const one of [...hamtValues(known)])
    if (one.campaign === campaign && !one.orphaned)
      after = hamtSet(after, "template" in one ? one.template : one.cannedId, { ...one, orphaned: true }, owner)
  return after
}

const serves = ({ campaign, orphaned }: Scoped, asking: CampaignName): boolean =>
  campaign === null || (campaign === asking && !orphaned)

/** The template of this name, if it serves the campaign. */
export function templateFor({ templates }: Texts, campaign: CampaignName, name: string): Template | undefined {
  const template = hamtGet(templates, name)
  return template !== undefined && serves(template, campaign) ? template : undefined
}

/** What an agent may choose from, by name. O(templates of the centre). */
export const templatesFor = ({ templates }: Texts, campaign: CampaignName): ReadonlyArray<Template> =>
  [...hamtValues(templates)].filter((one) => serves(one, campaign)).sort((a, b) => (a.template < b.template ? -1 : 1))

/** In their order, then by id. O(canned responses of the centre). */
export const cannedFor = ({ canned }: Texts, campaign: CampaignName): ReadonlyArray<CannedResponse> =>
  [...hamtValues(canned)]
    .filter((one) => serves(one, campaign))
    .sort((a, b) => a.order - b.order || (a.cannedId < b.cannedId ? -1 : 1))
