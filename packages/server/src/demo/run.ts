/** The demonstration at work: makes its centre, then lets its people act, a few events a second, until interrupted. */
import { Centre, Fields } from "@parley/core"
import {
  putBody,
  Vault,
  type CentreHandle,
  type ContentTooLarge,
  type SendFailure,
  type StoreFailure,
  type VaultService
} from "@parley/core/engine"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { beat, emptyAgenda, type Act } from "./agenda.ts"
import { drawsOf, pick, type Draw } from "./draws.ts"
import { addressHashes, receive } from "./inbound.ts"
import type { PlainCommand } from "./plain.ts"
import { addressOf, answers, customers, demoAgents, demoCampaigns, DEMO_CHANNEL, followUps, openings } from "./plan.ts"
import { look } from "./sight.ts"

/** How often the people look up. */
export const BEAT_MS = 250
/** How long they wait after the centre could not be written. */
const PAUSE_MS = 2_000
/** What is done at one look is done side by side. */
const ACTS_AT_ONCE_MAX = 8
/** All draws of the demonstration come from it. */
const SEED = "parley-demo"
/** Who set the centre up, in the log. */
const ACTOR = "demo"

const commandOf = Schema.decodeUnknownSync(Centre.CentreCommand)

interface Stage {
  readonly handle: CentreHandle
  readonly vault: VaultService
  readonly draw: Draw
}

type Failure = SendFailure | StoreFailure | ContentTooLarge

/** What makes the demonstration's centre; what is there already is left as it is. */
export const setUpCommands = (): ReadonlyArray<PlainCommand> => [
  ...demoAgents.map((agent) => ({ _tag: "CreateUser" as const, ...agent, roles: ["agent" as const] })),
  ...demoCampaigns.flatMap(({ campaign, settings = {}, members }) => [
    { _tag: "CreateCampaign" as const, campaign, channel: DEMO_CHANNEL.name, settings },
    { _tag: "AddMembers" as const, campaigns: [campaign], agents: members }
  ])
]

/** A refusal is no failure: what exists stays, and who comes too late has lost the race. */
const tell = ({ handle }: Stage, command: PlainCommand, actor: string): Effect.Effect<void, Failure> =>
  Effect.flatMap(handle.send(commandOf(command), { actor }), (result) =>
    result.ok ? Effect.void : Effect.logDebug("the demonstration was refused", command._tag, result.rejection)
  )

/** Sets the centre up and runs until interrupted. What cannot be written now is left and seen again at the next look. */
export const runDemo = Effect.fnUntraced(function* (handle: CentreHandle): Effect.fn.Return<never, never, Vault> {
  const vault = yield* Vault
  const name = String(handle.epoch)
  const stage: Stage = { handle, vault, draw: drawsOf(SEED) }
  yield* patiently(Effect.forEach(setUpCommands(), (command) => tell(stage, command, ACTOR), { discard: true }))
  for (let agenda = emptyAgenda; ;) {
    const { state } = yield* handle.state
    const at = yield* Clock.currentTimeMillis
    const next = beat(agenda, { sight: look(handle.centre, state), at, draw: stage.draw, name })
    agenda = next.agenda
    yield* Effect.forEach(next.acts, (act) => patiently(perform(stage, act)), {
      discard: true,
      concurrency: ACTS_AT_ONCE_MAX
    })
    yield* Effect.sleep(BEAT_MS)
  }
})

const patiently = (act: Effect.Effect<void, Failure>): Effect.Effect<void> =>
  act.pipe(
    Effect.catch((failure) =>
      Effect.andThen(Effect.logDebug("the demonstration waits", failure), Effect.sleep(PAUSE_MS))
    )
  )

function perform(stage: Stage, act: Act): Effect.Effect<void, Failure> {
  switch (act._tag) {
    case "Command":
      return tell(stage, act.command, act.actor)
    case "Answer":
      return answer(stage, act.agentId, act.interactionId)
    case "Write":
      return write(stage, act.interactionId, act.campaign)
    case "WriteAgain":
      return writeAgain(stage, act.interactionId)
  }
}

/** Who writes under an interaction: the same for as long as it is open. */
const customerOf = ({ draw }: Stage, interactionId: string) => {
  const name = pick(draw, `${interactionId}:customer`, customers)
  return { name, address: addressOf(name) }
}

const write = Effect.fnUntraced(function* (stage: Stage, interactionId: string, campaign: string) {
  const texts = openings[campaign]
  if (texts === undefined) return
  const { subject, text } = pick(stage.draw, `${interactionId}:text`, texts)
  const from = customerOf(stage, interactionId)
  yield* receive(stage.handle, stage.vault, { interactionId, campaign, from, subject, text, conversation: null })
})

/** Goes on with an open interaction. */
const writeAgain = Effect.fnUntraced(function* (stage: Stage, interactionId: string) {
  const { state } = yield* stage.handle.state
  const open = stage.handle.centre.views.interaction(state, interactionId)
  if (open === undefined) return
  const text = pick(stage.draw, `${interactionId}.${open.messages}:text`, followUps)
  const from = customerOf(stage, interactionId)
  yield* receive(stage.handle, stage.vault, {
    interactionId: `${interactionId}.${open.messages}`,
    campaign: open.campaign,
    from,
    subject: null,
    text,
    conversation: interactionId
  })
})

const answer = Effect.fnUntraced(function* (stage: Stage, agentId: string, interactionId: string) {
  const { handle, vault, draw } = stage
  const agent = demoAgents.find(({ userId }) => userId === agentId)
  const to = customerOf(stage, interactionId)
  const body = yield* putBody(vault, handle.name, {
    from: { address: `${agentId}@example.com`, name: agent?.displayName ?? null },
    to: [to],
    cc: [],
    subject: null,
    text: pick(draw, `${interactionId}:answer`, answers),
    html: null,
    reference: null,
    references: [],
    sentAt: null,
    attachments: []
  })
  yield* handle.send(
    {
      _tag: "SendMessage",
      interactionId: Fields.InteractionId.make(interactionId),
      agentId: Fields.AgentId.make(agentId),
      contents: { body, raw: null, attachments: [] },
      participants: [yield* addressHashes(handle, vault, to.address)]
    },
    { actor: agentId }
  )
})

/** Without the demonstration its people go home, if an earlier start left them signed in. */
export const sendDemoHome = (handle: CentreHandle): Effect.Effect<void, SendFailure> =>
  Effect.flatMap(handle.state, ({ state }) =>
    Effect.forEach(
      demoAgents.filter(({ userId }) => {
        const agent = handle.centre.views.agent(state, userId)
        return agent !== undefined && agent.status !== "Disconnected"
      }),
      ({ userId }) => handle.send(commandOf({ _tag: "SignOutAgent", agentId: userId }), { actor: ACTOR }),
      { discard: true }
    )
  )
