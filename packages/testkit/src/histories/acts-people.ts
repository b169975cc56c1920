/** What users, agents and supervisors do: sessions, breaks, wrap-up. */
import { isStray, pick, type Resolve } from "./scene.ts"

const NOBODY = "nobody"

/** About an agent of whom `fits` is true, or about a stray one. */
const ofAgent =
  (
    fits: (agent: {
      readonly sessions: ReadonlyArray<string>
      readonly break: unknown
      readonly wrapUps: ReadonlyArray<unknown>
    }) => boolean,
    command: (agentId: string) => ReturnType<Resolve>
  ): Resolve =>
  (scene, picks) => {
    if (isStray(picks)) return command(picks.b < 8 ? NOBODY : (scene.agent(picks.a)?.id ?? NOBODY))
    const agent = pick(
      scene.agents().filter((one) => fits(one)),
      picks.a
    )
    return agent === undefined ? null : command(agent.id)
  }

export const signIn: Resolve = (scene, picks) => {
  const { a, b } = picks
  const away = scene.agents().filter(({ sessions }) => sessions.length === 0)
  const agent = b < 12 && away.length > 0 ? pick(away, a) : scene.agent(a)
  const agentId = isStray(picks) ? (b < 8 ? NOBODY : "sue") : agent?.id
  return agentId === undefined ? null : { _tag: "SignIn", agentId, sessionId: `s${b % 3}` }
}

export const signOut: Resolve = (scene, picks) => {
  const agent = pick(
    scene.agents().filter(({ sessions }) => sessions.length > 0),
    picks.a
  )
  const sessionId = isStray(picks) ? "gone" : pick(agent?.sessions ?? [], picks.b)
  if (agent === undefined || sessionId === undefined) return null
  return { _tag: "SignOut", agentId: agent.id, sessionId, force: picks.c % 2 === 0 }
}

export const loseSession: Resolve = (scene, picks) => {
  const agent = pick(
    scene.agents().filter(({ sessions }) => sessions.length > 0),
    picks.a
  )
  const sessionId = pick(agent?.sessions ?? [], picks.b)
  if (isStray(picks)) return { _tag: "LoseSession", agentId: NOBODY, sessionId: "gone" }
  if (agent === undefined || sessionId === undefined) return null
  return { _tag: "LoseSession", agentId: agent.id, sessionId }
}

export const signOutAgent = ofAgent(
  ({ sessions }) => sessions.length > 0,
  (agentId) => ({ _tag: "SignOutAgent", agentId })
)

export const endBreak = ofAgent(
  (agent) => agent.break !== null,
  (agentId) => ({ _tag: "EndBreak", agentId })
)

export const resumeAgent = ofAgent(
  (agent) => agent.break !== null,
  (agentId) => ({ _tag: "ResumeAgent", agentId })
)

export const endWrapUp = ofAgent(
  ({ wrapUps }) => wrapUps.length > 0,
  (agentId) => ({ _tag: "EndWrapUp", agentId })
)

const ROLES = [["agent"], ["supervisor"], ["agent", "supervisor"], ["supervisor", "agent"]] as const

export const createUser: Resolve = (scene, picks) => {
  const roles = pick(ROLES, picks.b) ?? ["agent"]
  const taken = scene.agents().map(({ id }) => id)
  const userId = isStray(picks)
    ? (pick(taken, picks.a) ?? "sue")
    : ["eve", "fay"].find((name) => !taken.some((id) => id === name))
  if (userId === undefined) return null
  return { _tag: "CreateUser", userId, displayName: `Name of ${userId}`, roles, administrator: picks.c % 4 === 0 }
}

export const changeUser: Resolve = (scene, picks) => {
  const userId = isStray(picks) ? NOBODY : picks.a < 4 ? "sue" : scene.agent(picks.a)?.id
  if (userId === undefined) return null
  if (picks.b % 3 === 0) return { _tag: "ChangeUser", userId, roles: pick(ROLES, picks.c) ?? ["agent"] }
  if (picks.b % 3 === 1) return { _tag: "ChangeUser", userId, administrator: picks.c % 2 === 0 }
  return { _tag: "ChangeUser", userId, displayName: `Name ${picks.c}` }
}

/** Somebody who is away comes. */
export const comeIn: Resolve = (scene, { a, b }) => {
  const agentId = pick(
    scene.agents().filter(({ sessions }) => sessions.length === 0),
    a
  )?.id
  return agentId === undefined ? null : { _tag: "SignIn", agentId, sessionId: `s${b % 3}` }
}

/** Skills that histories know. */
export const SKILLS = ["french", "sales"] as const

export const setAgentSkills: Resolve = (scene, picks) => {
  const agentId = isStray(picks) ? NOBODY : scene.agent(picks.a)?.id
  if (agentId === undefined) return null
  const skills = SKILLS.filter((_, index) => (picks.b & (1 << index)) !== 0)
  return { _tag: "SetAgentSkills", agentId, skills: skills.map((skill) => ({ skill, level: 1 + (picks.c % 3) })) }
}

export const setAgentCapacity: Resolve = (scene, picks) => {
  const agentId = isStray(picks) ? NOBODY : scene.agent(picks.a)?.id
  if (agentId === undefined) return null
  return { _tag: "SetAgentCapacity", agentId, capacity: picks.b % 3 === 0 ? null : picks.b % 5 }
}
