/** A history told for people: when, who, what, and what came of it. */
import * as Result from "effect/Result"
import type { Sending, Step } from "./harness.ts"

/** Fields of an event that a reader needs to follow it; the rest is in the log. */
const TOLD = [
  "interactionId",
  "offerId",
  "agentId",
  "campaign",
  "reason",
  "cause",
  "place",
  "dueAt",
  "until",
  "retryAt"
]

const timeOf = (at: number): string => new Date(at).toISOString().slice(11, 23)

function valueOf(key: string, value: unknown): string {
  if (typeof value === "number" && (key.endsWith("At") || key === "until")) return `${key} ${timeOf(value)}`
  if (Array.isArray(value)) return value.map((one) => valueOf(key, one)).join("+")
  return typeof value === "string" || typeof value === "number" ? String(value) : `${key} ${JSON.stringify(value)}`
}

function said(value: { readonly _tag: string }, keys?: ReadonlyArray<string>): string {
  const told = Object.entries(value)
    .filter(([key, field]) => key !== "_tag" && field !== null && (keys === undefined || keys.includes(key)))
    .filter(([key]) => key !== "contents")
    .map(([key, field]) => valueOf(key, field))
  return [value._tag, ...told].join(" ")
}

/** One step in one paragraph. */
export function tell({ at, command, result }: Step): string {
  const line = `${timeOf(at)}  ${command._tag === "Tick" ? "(time passes)" : said(command)}`
  if (Result.isFailure(result)) return `${line}\n                ✗ ${said(result.failure)}`
  if (result.success.repeated) return `${line}\n                = as before`
  return [line, ...result.success.events.map(({ event }) => `                → ${said(event, TOLD)}`)].join("\n")
}

/** The script as one line of JSON, from which `scriptOf` makes it again. */
export const scriptJson = (script: ReadonlyArray<Sending>): string => JSON.stringify(script)
