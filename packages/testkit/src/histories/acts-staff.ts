/** What administrators set, users prefer and supervisors watch: breaks, locks, permissions, preferences, watches. */
import { hamtGet, hamtValues } from "@parley/core/internal"
import { isStray, pick, type Resolve, type Scene } from "./scene.ts"

const NOBODY = "nobody"
const BREAKS = ["Lunch", "Coaching"] as const

export const defineBreak: Resolve = (scene, picks) => {
  const free = BREAKS.filter((name) => !scene.facts.breaks.some((one) => one.name === name))
  const name = isStray(picks) ? "Pause" : pick(free, picks.a)
  if (name === undefined) return null
  return { _tag: "DefineBreak", name, icon: "cup", maxMinutes: picks.b % 2 === 0 ? 1 : null }
}

export const changeBreak: Resolve = (scene, picks) => {
  const name = isStray(picks) ? "Nap" : pick(scene.facts.breaks, picks.a)?.name
  if (name === undefined) return null
  return { _tag: "ChangeBreak", name, icon: picks.b % 2 === 0 ? null : "cup", colour: "#aa5500" }
}

export const removeBreak: Resolve = (scene, picks) => {
  const name = isStray(picks) ? "Nap" : pick(scene.facts.breaks, picks.a)?.name
  return name === undefined ? null : { _tag: "RemoveBreak", name }
}

/** A break that there is, now and then one that there is not. */
const named = (scene: Scene, n: number, stray: boolean): { readonly name?: string } => {
  if (stray) return { name: "Nap" }
  const name = n % 2 === 0 ? undefined : pick(scene.facts.breaks, n)?.name
  return name === undefined ? {} : { name }
}

const toBreak =
  (_tag: "StartBreak" | "PauseAgent"): Resolve =>
  (scene, picks) => {
    const agent = pick(
      scene.agents().filter(({ sessions, locked }) => sessions.length > 0 && !locked),
      picks.a
    )
    if (isStray(picks) && picks.b < 8) return { _tag, agentId: NOBODY }
    return agent === undefined ? null : { _tag, agentId: agent.id, ...named(scene, picks.b, isStray(picks)) }
  }

export const startBreak = toBreak("StartBreak")
export const pauseAgent = toBreak("PauseAgent")

export const lockScreen: Resolve = (scene, picks) => {
  const agent = isStray(picks)
    ? scene.agent(picks.a)
    : pick(
        scene.agents().filter(({ sessions, locked }) => sessions.length > 0 && !locked),
        picks.a
      )
  return agent === undefined ? null : { _tag: "LockScreen", agentId: agent.id }
}

export const unlockScreen: Resolve = (scene, picks) => {
  const agent = pick(
    scene.agents().filter(({ locked }) => locked),
    picks.a
  )
  return agent === undefined ? null : { _tag: "UnlockScreen", agentId: agent.id }
}

const users = ({ facts }: Scene) => [...hamtValues(facts.users)].sort((x, y) => (x.id < y.id ? -1 : 1))

const aUser = (scene: Scene, { a, b, c }: Parameters<Resolve>[1]): string =>
  isStray({ a, b, c }) ? NOBODY : (pick(users(scene), a)?.id ?? NOBODY)

export const disableUser: Resolve = (scene, picks) => {
  const away = scene.agents().filter(({ sessions }) => sessions.length === 0)
  const userId = isStray(picks) ? aUser(scene, picks) : pick(away, picks.a)?.id
  return userId === undefined ? null : { _tag: "DisableUser", userId }
}

export const enableUser: Resolve = (scene, picks) => {
  const userId = pick(
    users(scene).filter(({ disabled }) => disabled),
    picks.a
  )?.id
  return userId === undefined ? null : { _tag: "EnableUser", userId }
}

export const setPermissions: Resolve = (scene, picks) => ({
  _tag: "SetPermissions",
  userId: aUser(scene, picks),
  permissions: {
    sees: picks.b % 2 === 0 ? "all" : scene.campaigns().map(({ name }) => name),
    changes: picks.b % 3 === 0 ? "all" : [],
    actions: picks.b % 2 === 0 ? ["spy", "pause-agents"] : []
  }
})

export const setScreenMonitoring: Resolve = (scene, picks) => ({
  _tag: "SetScreenMonitoring",
  userId: aUser(scene, picks),
  allowed: picks.b % 4 !== 0
})

export const changePreferences: Resolve = (scene, picks) => ({
  _tag: "ChangePreferences",
  userId: aUser(scene, picks),
  preferences:
    picks.b % 2 === 0
      ? { soundNotifications: picks.b % 4 === 0 }
      : { breakBackground: { kind: "colour", colour: picks.b % 4 === 1 ? "#ffffff" : "#222222" } }
})

export const recordSignIn: Resolve = (_, picks) => ({
  _tag: "RecordSignIn",
  userId: isStray(picks) ? NOBODY : "sue",
  role: picks.b % 8 === 0 ? "agent" : "supervisor",
  browserLanguages: ["es-AR", "en"]
})

export const recordSignOut: Resolve = (scene, picks) => ({ _tag: "RecordSignOut", userId: aUser(scene, picks) })

const passed = { outcome: "passed", value: null } as const

export const recordConnectivity: Resolve = (scene, picks) => ({
  _tag: "RecordConnectivity",
  userId: aUser(scene, picks),
  results: {
    microphone: passed,
    webcam: { outcome: "failed", value: null, reason: "no device" },
    network: passed,
    connectivity: passed,
    throughput: { outcome: "passed", value: `${picks.b} Mbit/s` }
  }
})

export const recordStun: Resolve = (scene, picks) => ({
  _tag: "RecordStun",
  userId: aUser(scene, picks),
  result: passed
})

export const startSpy: Resolve = (scene, picks) => {
  const open = scene.open(...(isStray(picks) ? [] : (["active"] as const)))
  const interaction = pick(open, picks.a)
  if (interaction === undefined) return null
  const agentId = interaction.owner ?? scene.agent(picks.b)?.id ?? NOBODY
  return { _tag: "StartSpy", supervisorId: "sue", agentId, interactionId: interaction.id }
}

export const stopSpy: Resolve = (scene, picks) => {
  const spies = scene.facts.supervision.flatMap((watch) => (watch.kind === "spy" ? [watch] : []))
  const watch = pick(spies, picks.a)
  if (watch === undefined) return null
  const { supervisorId, agentId, interactionId } = watch
  return { _tag: "StopSpy", supervisorId, agentId, interactionId }
}

export const startScreenMonitoring: Resolve = (scene, picks) => {
  const shown = scene
    .agents()
    .filter(({ id, sessions }) => sessions.length > 0 && hamtGet(scene.facts.users, id)?.screenMonitoring === true)
  const agent = isStray(picks) ? scene.agent(picks.a) : pick(shown, picks.a)
  return agent === undefined ? null : { _tag: "StartScreenMonitoring", supervisorId: "sue", agentId: agent.id }
}

export const stopScreenMonitoring: Resolve = (scene, picks) => {
  const watch = pick(
    scene.facts.supervision.filter(({ kind }) => kind === "screen"),
    picks.a
  )
  if (watch === undefined) return null
  return { _tag: "StopScreenMonitoring", supervisorId: watch.supervisorId, agentId: watch.agentId }
}
