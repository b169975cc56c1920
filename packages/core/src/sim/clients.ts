/** The clients of a simulation: they come, wait as long as they have patience, and go. */
import type { CentreCommand, CentreEvent } from "../centre/index.ts"
import { drawFraction } from "../kernel/draw.ts"
import { InteractionId, type Instant } from "../kernel/fields.ts"
import type { Group } from "./arrivals.ts"
import type { Distribution } from "./distributions.ts"
import { commandFrom, SimulationRefused, streamName, type Stream } from "./scenario.ts"
import type { Stage } from "./stage.ts"
import { msOf } from "./milliseconds.ts"

type Receive = Extract<CentreCommand, { readonly _tag: "ReceiveMessage" }>

export interface Client {
  readonly interactionId: InteractionId
  readonly stream: Stream
}

export interface Coming {
  readonly seed: string
  readonly startsAt: Instant
  /** Called for each who comes, before the centre hears of them; false: they stay away. */
  readonly admits: () => boolean
  /** Called when the last of all streams has come. */
  readonly ends: () => void
}

export class Clients {
  /** Who is in the centre, and who of them waits for an agent. */
  readonly present = new Map<string, Client>()
  private readonly waiting = new Set<string>()
  /** Streams that have not ended, and clients on their way. */
  private expected = 0
  private readonly stage: Stage
  private readonly coming: Coming

  constructor(stage: Stage, coming: Coming) {
    this.stage = stage
    this.coming = coming
  }

  /** Clients of a stream come from now on. */
  expect(stream: Stream): void {
    const name = streamName(stream)
    const template = receiveOf(stream)
    const groups = stream.arrivals((purpose, n) => drawFraction({ seed: this.coming.seed, name, purpose, n }))
    let count = 0
    const come = (): void => {
      if (this.coming.admits()) {
        count += 1
        this.comes({ interactionId: InteractionId.make(`${name}-${count}`), stream }, template)
      }
      this.isOneLess()
    }
    const expectNext = (): void => {
      const next = groups.next()
      if (next.done === true) return this.isOneLess()
      const { at, offsets }: Group = next.value
      for (const offset of offsets) {
        this.expected += 1
        this.stage.agenda.add(this.coming.startsAt + msOf(at + offset), come)
      }
      this.stage.agenda.add(this.coming.startsAt + msOf(at), expectNext)
    }
    this.expected += 1
    expectNext()
  }

  private isOneLess(): void {
    this.expected -= 1
    if (this.expected === 0) this.coming.ends()
  }

  /** What of a client's was drawn: the same in every run with this seed, whatever the centre does. In milliseconds. */
  lengthMs({ interactionId }: Client, purpose: string, distribution: Distribution): number {
    const { seed } = this.coming
    return distribution.secondsAt(drawFraction({ seed, name: interactionId, purpose, n: 0 })) * 1_000
  }

  hears(event: CentreEvent): void {
    switch (event._tag) {
      case "InteractionArrived":
        if (event.kind === "live") this.waits(event.interactionId)
        return
      case "InteractionQueued":
        this.waiting.add(event.interactionId)
        return
      case "OfferAccepted":
      case "InteractionTaken":
        this.waiting.delete(event.interactionId)
        return
      case "InteractionClosed":
        this.waiting.delete(event.interactionId)
        this.present.delete(event.interactionId)
        return
      case "InteractionRefused":
        this.present.delete(event.interactionId)
        return
      default:
    }
  }

  private waits(interactionId: InteractionId): void {
    const client = this.present.get(interactionId)
    const patience = client?.stream.patience
    if (client === undefined || patience === undefined) return
    // Nobody leaves in the very millisecond in which they came.
    this.stage.after(Math.max(1, this.lengthMs(client, "patience", patience)), () => {
      if (this.waiting.has(interactionId)) this.stage.attempt({ _tag: "LeaveInteraction", interactionId })
    })
  }

  private comes(client: Client, template: Omit<Receive, "interactionId">): void {
    this.present.set(client.interactionId, client)
    if (!this.stage.attempt({ ...template, interactionId: client.interactionId }))
      this.present.delete(client.interactionId)
  }
}

function receiveOf({ campaign, priority, skills }: Stream): Omit<Receive, "interactionId"> {
  const command = commandFrom({
    _tag: "ReceiveMessage",
    interactionId: "first",
    campaign,
    contents: { body: null, raw: null, attachments: [] },
    ...(priority === undefined ? {} : { priority }),
    ...(skills === undefined ? {} : { skills: [...skills] })
  })
  if (command._tag !== "ReceiveMessage") throw new SimulationRefused(`${campaign} receives nothing`)
  const { interactionId: _, ...rest } = command
  return rest
}
