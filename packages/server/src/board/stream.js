/**
 * The public stream of events, read with fetch so that it begins where the figures end and says honestly how it is. It
 * comes back by itself after the last event it saw.
 */

/** The pauses before it is tried again (ms): doubling from the first to the last. */
const PAUSE_FIRST_MS = 500
const PAUSE_LAST_MS = 8_000
/** Without a word for so long, not even a sign of life, it counts as lost (ms). */
const SILENCE_MS = 40_000

/**
 * @typedef {{ id: string, data: string, event: string }} Message
 * @param {{
 *   after: number,
 *   onEvent: (event: any) => void,
 *   onState: (state: "live" | "reconnecting" | "signed-out") => void,
 *   signal: AbortSignal
 * }} options
 */
export async function follow({ after, onEvent, onState, signal }) {
  let last = String(after)
  let pause = PAUSE_FIRST_MS
  while (!signal.aborted) {
    const outcome = await once(last, signal, {
      onOpen: () => {
        pause = PAUSE_FIRST_MS
        onState("live")
      },
      onMessage: ({ id, data }) => {
        if (id !== "") last = id
        if (data !== "") onEvent(JSON.parse(data))
      }
    })
    if (signal.aborted) return
    if (outcome === "signed-out") return onState("signed-out")
    onState("reconnecting")
    await new Promise((resolve) => setTimeout(resolve, pause))
    pause = Math.min(PAUSE_LAST_MS, pause * 2)
  }
}

/**
 * One connection, until it ends.
 * @param {string} last
 * @param {AbortSignal} signal
 * @param {{ onOpen: () => void, onMessage: (message: Message) => void }} heard
 * @returns {Promise<"signed-out" | "lost">}
 */
async function once(last, signal, { onOpen, onMessage }) {
  const silence = new AbortController()
  let timer = setTimeout(() => silence.abort(), SILENCE_MS)
  try {
    const response = await fetch("/v1/events/stream", {
      headers: { accept: "text/event-stream", "last-event-id": last },
      signal: AbortSignal.any([signal, silence.signal])
    })
    if (response.status === 401) return "signed-out"
    if (!response.ok || response.body === null) return "lost"
    onOpen()
    const read = parser(onMessage)
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
    for (;;) {
      const { done, value = "" } = await reader.read()
      if (done) return "lost"
      clearTimeout(timer)
      timer = setTimeout(() => silence.abort(), SILENCE_MS)
      read(value)
    }
  } catch {
    return "lost"
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Source: HTML Standard, 9.2.6, interpreting an event stream.
 * @param {(message: Message) => void} onMessage
 */
export function parser(onMessage) {
  let rest = ""
  let id = ""
  let event = ""
  /** @type {Array<string>} */
  let data = []
  return (/** @type {string} */ text) => {
    const lines = (rest + text).split(/\r\n|\n|\r(?!$)/)
    rest = lines.pop() ?? ""
    for (const line of lines) {
      if (line === "") {
        // Without data it still says where to come again.
        onMessage({ id, event, data: data.join("\n") })
        event = ""
        data = []
        continue
      }
      const [, field = "", value = ""] = /^([^:]*):? ?(.*)$/s.exec(line) ?? []
      if (field === "data") data.push(value)
      else if (field === "id") id = value
      else if (field === "event") event = value
    }
  }
}
