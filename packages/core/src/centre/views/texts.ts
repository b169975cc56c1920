/** What an agent chooses from: outcomes, and ready texts. */
import { offeredIn, type DispositionNode } from "../../disposition/index.ts"
import { campaignByName } from "../../routing/index.ts"
import { cannedFor, templateFor, templatesFor, type CannedResponse, type Template } from "../../texts/index.ts"
import type { State } from "../state.ts"

export interface DraftTexts {
  /** Loaded when a draft is begun; null when the campaign has none. */
  readonly signature: Template | null
  /** By name. */
  readonly templates: ReadonlyArray<Template>
  /** In their order. */
  readonly canned: ReadonlyArray<CannedResponse>
}

/** Undefined when there is no such campaign. O(nodes of the tree). */
export function dispositionsOf({ facts }: State, name: string): ReadonlyArray<DispositionNode> | undefined {
  const campaign = campaignByName(facts, name)
  if (campaign === undefined) return undefined
  return offeredIn(facts.dispositions, { campaign: campaign.name, channel: campaign.channel })
}

/** Undefined when there is no such campaign. O(texts of the centre). */
export function textsOf({ facts }: State, name: string): DraftTexts | undefined {
  const campaign = campaignByName(facts, name)
  if (campaign === undefined) return undefined
  const { signature } = campaign.settings
  return {
    signature: signature === null ? null : (templateFor(facts.texts, campaign.name, signature) ?? null),
    templates: templatesFor(facts.texts, campaign.name),
    canned: cannedFor(facts.texts, campaign.name)
  }
}
