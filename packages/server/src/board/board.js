/** The live board: signs in, draws a snapshot, follows the public stream, and draws anew as it moves. */
import { element } from "./dom.js"
import { showEvents } from "./events.js"
import { clock } from "./format.js"
import { follow } from "./stream.js"
import { draw, tick } from "./tables.js"

/** Between two snapshots at least (ms): bursts of events are drawn once. */
const SNAPSHOT_GAP_MS = 300
/** After a snapshot that failed (ms). */
const SNAPSHOT_RETRY_MS = 2_000
/** Events looked back at when the page is opened. */
const LOOK_BACK = 120

/** The server's clock against this machine's (ms). */
let skew = 0
/** @type {{ person: (id: string) => string, campaign: (name: string) => string }} */
let names = { person: (id) => id, campaign: (name) => name }
/** @type {AbortController | null} */
let following = null

class SignedOut extends Error {}

/**
 * @param {string} path
 * @param {RequestInit} [options]
 */
async function ask(path, options) {
  const response = await fetch(path, options)
  if (response.status === 401) throw new SignedOut()
  return response
}

/** @param {"connecting" | "live" | "reconnecting" | "signed-out"} state */
function show(state) {
  const live = element("live")
  live.dataset["state"] = state
  const text = live.querySelector("span")
  if (text !== null) text.textContent = state.replace("-", " ")
  document.body.classList.toggle("stale", state === "reconnecting")
}

/** @param {number} position */
async function snapshot(position) {
  const response = await ask(`/v1/board?minPosition=${position}`)
  if (!response.ok) throw new Error(`the board answered ${response.status}`)
  const board = await response.json()
  skew = board.at - Date.now()
  const people = new Map(board.agents.map((/** @type {any} */ agent) => [agent.agentId, agent.displayName]))
  const labels = new Map(board.rows.map((/** @type {any} */ row) => [row.campaign, row.label]))
  names = { person: (id) => people.get(id) ?? id, campaign: (name) => labels.get(name) ?? name }
  draw(board)
  tick(Date.now() + skew)
  return board
}

/**
 * Draws a snapshot after each movement, one at a time, and no more of them than people can see.
 * @param {AbortSignal} signal
 */
function drawer(signal) {
  let wanted = 0
  let drawn = 0
  let busy = false
  const run = async () => {
    busy = true
    while (wanted > drawn && !signal.aborted) {
      const target = wanted
      try {
        drawn = Math.max(target, (await snapshot(target)).position)
        await pause(SNAPSHOT_GAP_MS)
      } catch (error) {
        if (error instanceof SignedOut) return openDoor()
        await pause(SNAPSHOT_RETRY_MS)
      }
    }
    busy = false
  }
  return (/** @type {number} */ position) => {
    wanted = Math.max(wanted, position)
    if (!busy) void run()
  }
}

/** @param {number} ms */
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** @param {any} session */
async function openBoard(session) {
  following?.abort()
  const control = new AbortController()
  following = control
  element("door").hidden = true
  element("centre").textContent = session.centre
  element("person-name").textContent = session.displayName
  element("person").hidden = false
  const { position } = await snapshot(0)
  element("board").hidden = false
  const page = await ask(`/v1/events?after=${Math.max(0, position - LOOK_BACK)}&limit=${LOOK_BACK}`)
  element("events").replaceChildren()
  const past = page.ok ? (await page.json()).data : []
  showEvents(
    past.filter((/** @type {any} */ event) => Number(event.sequence) <= position),
    names
  )
  const moved = drawer(control.signal)
  await follow({
    after: position,
    signal: control.signal,
    onState: (state) => (state === "signed-out" ? openDoor() : show(state)),
    onEvent: (event) => {
      if (event.type === undefined) return
      showEvents([event], names)
      moved(Number(event.sequence))
    }
  })
}

function openDoor() {
  following?.abort()
  following = null
  show("signed-out")
  element("board").hidden = true
  element("person").hidden = true
  element("position").textContent = ""
  element("centre").textContent = ""
  element("door").hidden = false
  element("sign-in").querySelector("input")?.focus()
}

/** Why a sign-in was refused, in words. @type {Record<string, string>} */
const REFUSED = {
  "wrong-credentials": "User or password is wrong.",
  "role-not-held": "The board is for supervisors, and this user is none.",
  "too-many-sign-ins": "Too many failed sign-ins. Wait a while, then try again."
}

/** @param {SubmitEvent} event */
async function signIn(event) {
  event.preventDefault()
  const form = event.target
  if (!(form instanceof HTMLFormElement)) return
  const fault = element("fault")
  fault.hidden = true
  const { user, password } = Object.fromEntries(new FormData(form))
  try {
    const response = await fetch("/v1/session", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ user, password, role: "supervisor" })
    })
    const answer = await response.json()
    if (response.ok) {
      form.reset()
      return await begin()
    }
    fault.textContent = REFUSED[answer.code] ?? answer.title ?? "That did not work."
  } catch {
    fault.textContent = "The server does not answer."
  }
  fault.hidden = false
}

async function signOut() {
  try {
    await fetch("/v1/session", { method: "DELETE" })
  } finally {
    openDoor()
  }
}

/** Begins with the session that there is, if there is one; a server that is away is asked again. */
async function begin() {
  for (;;) {
    try {
      const response = await ask("/v1/session")
      if (!response.ok) throw new Error(`the session answered ${response.status}`)
      return await openBoard(await response.json())
    } catch (error) {
      if (error instanceof SignedOut) return openDoor()
      show("reconnecting")
      await pause(SNAPSHOT_RETRY_MS)
    }
  }
}

element("sign-in").addEventListener("submit", (event) => void signIn(event))
element("sign-out").addEventListener("click", () => void signOut())
setInterval(() => {
  const now = Date.now() + skew
  tick(now)
  element("clock").textContent = clock(now)
}, 1_000)
element("clock").textContent = clock(Date.now())
void begin()
