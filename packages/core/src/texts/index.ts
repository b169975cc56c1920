export { render, type Rendered } from "../kernel/placeholders.ts"
export {
  CANNED_RESPONSES_MAX,
  type CannedResponseCommand,
  TEMPLATES_MAX,
  type TemplateCommand,
  TextsCommand,
  TextsRejection
} from "./commands.ts"
export { decideCanned, decideTemplate } from "./decide.ts"
export { TextsEvent } from "./events.ts"
export {
  cannedFor,
  evolve,
  noTexts,
  templateFor,
  templatesFor,
  withoutCampaign,
  type CannedResponse,
  type Template,
  type Texts
} from "./state.ts"
