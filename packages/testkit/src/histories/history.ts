/** A history as it is generated: where it starts and what is tried, one act after another; and how it is played. */
import type { Centre, Routing } from "@parley/core"
import * as Result from "effect/Result"
import { commandOf, open, type Driver, type DriverOptions, type PlainCommand } from "../harness.ts"
import { LawsRefused } from "../laws-refused.ts"
import { dialerPrelude } from "./acts-dialers.ts"
import { gamePrelude } from "./acts-gamification.ts"
import { textsPrelude } from "./acts-texts.ts"
import { SKILLS } from "./acts-people.ts"
import { acts, type ActKind } from "./acts.ts"
import { profiles, type Profile } from "./profiles.ts"
import { Scene, type Picks } from "./scene.ts"

/** How long passes before an act: so many ms, until the next deadline or just before it, or while the writer sleeps. */
export type Wait = number | "due" | "just-before" | "asleep"

export interface Move extends Picks {
  readonly kind: ActKind
  readonly wait: Wait
  /** The command is sent a second time, after so many others were. */
  readonly again: boolean
}

export interface Start {
  /** Just before midnight, or in the morning. */
  readonly night: boolean
  readonly seed: number
  /** Which of the profiles, and the variant of each. */
  readonly campaigns: ReadonlyArray<{ readonly profile: number; readonly variant: number }>
  /** Who is a member where: one number for each campaign, one bit for each agent. */
  readonly members: ReadonlyArray<number>
  readonly requeueAfterDisconnectSeconds: number
}

export interface History {
  readonly start: Start
  readonly moves: ReadonlyArray<Move>
}

const MORNING = Date.UTC(2026, 2, 2, 9)
const NIGHT = Date.UTC(2026, 2, 2, 23, 59, 55)
const AGENTS = ["ann", "bob", "cyd", "dee"] as const

/** Longest wait for a deadline; days end, but not in every history. */
const WAIT_MAX_MS = 10_000
const ASLEEP_MS = 4_000

export interface Staging {
  /** Campaigns beside or in place of the usual ones: a strategy under test. */
  readonly profiles?: ReadonlyArray<Profile>
  readonly strategies?: Partial<Routing.Strategies>
}

/** The commands that bring a centre to where a history starts. */
export function prelude(start: Start, staging: Staging = {}): ReadonlyArray<PlainCommand> {
  const { seed, requeueAfterDisconnectSeconds, campaigns, members } = start
  const among = staging.profiles ?? profiles
  const chosen = new Map(
    campaigns.flatMap(({ profile, variant }, index) => {
      const one = among[profile % among.length]
      return one === undefined ? [] : [[one.name, { ...one, variant, members: members[index] ?? 15 }] as const]
    })
  )
  const voice = [...chosen.values()].some(({ channel }) => channel === "phone")
  return [
    {
      _tag: "CreateCentre",
      seed: `seed${seed}`,
      zone: "UTC",
      requeueAfterDisconnectSeconds,
      requireVoiceMembership: voice && seed % 5 === 0
    },
    { _tag: "TakeOwnership", epoch: 1 },
    ...AGENTS.map((userId) => ({ _tag: "CreateUser", userId, displayName: userId, roles: ["agent"] }) as const),
    { _tag: "CreateUser", userId: "sue", displayName: "Sue", roles: ["supervisor"], administrator: true },
    ...AGENTS.flatMap((agentId, index) => abilities(agentId, index, seed)),
    ...[...chosen.values()].flatMap(({ name: campaign, channel, settings, variant, members: bits }) => {
      const agents = AGENTS.filter((_, index) => (bits & (1 << index)) !== 0)
      return [
        { _tag: "CreateCampaign", campaign, channel, settings: settings(variant) } as const,
        ...agents.map(
          (agent, index) =>
            ({ _tag: "AddMembers", campaigns: [campaign], agents: [agent], penalty: (index * variant) % 4 }) as const
        )
      ]
    }),
    ...overflows([...chosen.values()]),
    ...AGENTS.slice(0, 3).map((agentId) => ({ _tag: "SignIn", agentId, sessionId: "s0" }) as const),
    ...[...chosen.keys()].slice(0, seed % 2).flatMap((campaign) => dialerPrelude(campaign, seed)),
    ...(seed % 3 === 0 ? gamePrelude(seed) : []),
    ...(seed % 3 === 1 ? textsPrelude : [])
  ]
}

/** Most have a skill or two, some a limit. */
function abilities(agentId: string, index: number, seed: number): ReadonlyArray<PlainCommand> {
  const skills = SKILLS.filter((_, nth) => ((seed >> (index + nth)) & 1) === 1)
  const level = 1 + ((seed + index) % 3)
  const able = { _tag: "SetAgentSkills", agentId, skills: skills.map((skill) => ({ skill, level })) } as const
  if ((seed >> index) % 3 !== 0) return [able]
  return [able, { _tag: "SetAgentCapacity", agentId, capacity: 1 + ((seed + index) % 3) }]
}

/** Campaigns whose steps send work elsewhere send it to the next of their channel. */
const overflows = (chosen: ReadonlyArray<Profile & { readonly variant: number }>): ReadonlyArray<PlainCommand> =>
  chosen.flatMap(({ name: campaign, channel, settings, variant }, index) => {
    const others = [...chosen.slice(index + 1), ...chosen.slice(0, index)].filter((one) => one.channel === channel)
    const overflowTarget = others[0]?.name
    if (overflowTarget === undefined || (settings(variant).steps ?? []).length === 0) return []
    return [{ _tag: "ChangeCampaign", campaign, settings: { overflowTarget } } as const]
  })

/**
 * Plays a history on a centre: each act becomes a command by what the state then holds. Throws LawsRefused where it cannot
 * begin: campaigns whose settings are refused.
 */
export function play(
  centre: Centre.Centre,
  history: History,
  options: DriverOptions = {},
  staging: Staging = {}
): Driver {
  const driver = open(centre, options)
  const begin = history.start.night ? NIGHT : MORNING
  for (const command of prelude(history.start, staging)) {
    const sent = driver.sendPlain(begin, command)
    if (Result.isFailure(sent))
      throw new LawsRefused(`no history begins: ${command._tag} was refused: ${JSON.stringify(sent.failure)}`)
  }
  const scene = new Scene(driver)
  for (const move of history.moves) make(scene, move)
  stamp(driver)
  return driver
}

function make(scene: Scene, move: Move): void {
  const { driver } = scene
  const late = move.wait === "asleep"
  const at = driver.now + waitMs(driver, move.wait)
  if (late) stamp(driver)
  else driver.advance(at)
  const command = acts[move.kind].resolve(scene, move)
  if (command === null) {
    if (late) driver.send(at, { _tag: "Tick" }, { late })
    return
  }
  driver.send(at, commandOf(command), { late })
  if (!move.again) return
  const earlier = driver.script[driver.script.length - 1 - (move.b % 8)]
  if (earlier !== undefined) driver.send(at, earlier.command, { commandId: earlier.commandId })
}

/** So that the script says until when the writer was awake. */
function stamp(driver: Driver): void {
  driver.send(driver.now, { _tag: "Tick" })
}

function waitMs(driver: Driver, wait: Wait): number {
  if (typeof wait === "number") return wait
  if (wait === "asleep") return ASLEEP_MS
  const due = driver.centre.nextDeadline(driver.state)
  if (due === null || due - driver.now > WAIT_MAX_MS) return 1_000
  return Math.max(0, due - driver.now - (wait === "just-before" ? 1 : 0))
}
