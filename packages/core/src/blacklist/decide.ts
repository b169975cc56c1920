/** What is so already yields nothing. */
import type { BlacklistCommand } from "./commands.ts"
import type { BlacklistEvent } from "./events.ts"

export function decide(command: BlacklistCommand, isBlocked: boolean): ReadonlyArray<BlacklistEvent> {
  const { address, campaign = null } = command
  if (command._tag === "UnblockAddress") return isBlocked ? [{ _tag: "AddressUnblocked", address, campaign }] : []
  return isBlocked ? [] : [{ _tag: "AddressBlocked", address, campaign, reason: command.reason ?? "manual" }]
}
