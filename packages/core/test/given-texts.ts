/** What stories do with the tree of outcomes and with ready texts. */
import type { Plain, Setting, Story } from "./story.ts"

type Define = Extract<Plain, { _tag: "DefineDisposition" }>
type Filed = NonNullable<Extract<Plain, { _tag: "FinishInteraction" }>["disposition"]>

export const node = (story: Story, dispositionId: string, more: Partial<Define> = {}) =>
  story.send({ _tag: "DefineDisposition", dispositionId, value: dispositionId, ...more })

/** The owner's finish, with an outcome. */
export const filing = (
  interactionId: string,
  path: ReadonlyArray<string>,
  more: Partial<Filed> = {},
  agentId = "ann"
): Plain => ({
  _tag: "FinishInteraction",
  interactionId,
  agentId,
  disposition: { path: [...path], comment: null, ...more }
})

export const template =
  (name: string, more: Setting = {}) =>
  (story: Story): void => {
    story.send({ _tag: "DefineTemplate", template: name, content: `${name}-text`, ...more })
  }
