/** Outcomes by hand: whether one is asked for, whether it was filed, and whether it is one of the tree. */
import type { Complaint, Law } from "./law.ts"
import type { Event, EventOf, World } from "./world.ts"

interface NaiveNode {
  readonly parent: string | null
  readonly campaign: string | null
  readonly channels: ReadonlyArray<string>
  readonly enabled: boolean
  readonly final: boolean
  readonly commentRequired: boolean
  orphaned: boolean
}

/** What ends with an outcome due and none filed waits for it until it closes, and closes as undisposed. */
export const dispositionsLaw: Law = {
  id: "D5.3b",
  says: "An outcome is asked for exactly where one is required and the tree has one; what closes without is undisposed.",
  watch: () => {
    const ledger = new Outcomes()
    return {
      event: (world, { event }) => {
        const complaint = ledger.complaintOf(world, event)
        ledger.fold(event)
        return complaint
      }
    }
  }
}

class Outcomes {
  readonly tree = new Map<string, NaiveNode>()
  readonly filed = new Set<string>()
  readonly due = new Set<string>()

  complaintOf(world: World, event: Event): Complaint {
    if (event._tag === "DispositionFiled") return this.stray(world, event)
    if (event._tag === "InteractionFinished") return this.misjudged(world, event)
    if (event._tag !== "InteractionClosed") return null
    const { interactionId: id, undisposed } = event
    const is = this.due.has(id) && !this.filed.has(id)
    return undisposed === is ? null : `${id} closes as ${undisposed ? "undisposed" : "disposed"}, and is not`
  }

  fold(event: Event): void {
    switch (event._tag) {
      case "DispositionDefined":
      case "DispositionChanged": {
        const orphaned = this.tree.get(event.dispositionId)?.orphaned ?? false
        this.tree.set(event.dispositionId, { ...event, orphaned })
        return
      }
      case "DispositionRemoved":
        this.tree.delete(event.dispositionId)
        return
      case "CampaignRemoved":
        for (const node of this.tree.values()) node.orphaned ||= node.campaign === event.campaign
        return
      case "DispositionFiled":
        this.filed.add(event.interactionId)
        return
      case "InteractionFinished":
        if (event.awaitsDisposition) this.due.add(event.interactionId)
        return
      case "InteractionClosed":
        this.filed.delete(event.interactionId)
        this.due.delete(event.interactionId)
        return
      default:
        return
    }
  }

  private misjudged(world: World, event: EventOf<"InteractionFinished">): Complaint {
    const { interactionId: id, campaign, by, awaitsDisposition } = event
    const required = world.campaigns.get(campaign)?.settings.dispositionRequired === true
    const asked = required && by !== "transferred-out" && !this.filed.has(id) && this.hasOutcome(world, campaign)
    return asked === awaitsDisposition ? null : `${id} ends ${asked ? "without" : "with"} an outcome asked for, wrongly`
  }

  /** The path is one that the tree has, of this campaign and channel, and ends where it may. */
  private stray(world: World, { interactionId, campaign, levels, comment }: EventOf<"DispositionFiled">): Complaint {
    let above: string | null = null
    let last: NaiveNode | undefined
    for (const { id } of levels) {
      last = this.tree.get(id)
      if (last === undefined || last.parent !== above || !this.isOf(world, last, campaign))
        return `${interactionId} is filed under ${id}, which it cannot be`
      if (last.commentRequired && comment === null) return `${interactionId} is filed under ${id} without a comment`
      above = id
    }
    return last?.final === true ? null : `${interactionId} is filed under ${above}, which is not final`
  }

  private isOf(world: World, node: NaiveNode, campaign: string): boolean {
    const channel = world.campaigns.get(campaign)?.channel ?? ""
    if (!node.enabled || node.orphaned) return false
    return (node.campaign ?? campaign) === campaign && (node.channels.length === 0 || node.channels.includes(channel))
  }

  private hasOutcome(world: World, campaign: string): boolean {
    const leads = (id: string | null): boolean => {
      if (id === null) return true
      const node = this.tree.get(id)
      return node !== undefined && this.isOf(world, node, campaign) && leads(node.parent)
    }
    return [...this.tree].some(([id, node]) => node.final && leads(id))
  }
}
