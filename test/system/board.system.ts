import * as Schema from "effect/Schema"
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { getJson, signIn, stream, type Client, type Envelope } from "./api-client.ts"
import { foldTo, type FoldedRow } from "./fold.ts"
import { scratch, startParley, stopParley, sweep, until, type Serving } from "./server-process.ts"

/** Debian's. `scripts/install-browser.sh` installs it. */
const CHROMIUM = "/usr/bin/chromium"
const ARGUMENTS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync"
]
/** How long the board may take to show what happened. */
const MOVE_DEADLINE_MS = 30_000
/** How often the board is compared with the fold. */
const COMPARISONS = 5

let directory: string
let remove: () => Promise<void>
let parley: Serving
let browser: Browser
let client: Client
let context: BrowserContext
let page: Page
let requests: Array<string>
let faults: Array<string>

beforeAll(async () => {
  ;({ directory, remove } = await scratch())
  parley = await startParley({ directory })
  const signedIn = await signIn(parley.url, "admin", parley.password ?? "")
  if (signedIn === null) throw new Error("the printed password does not sign in")
  client = signedIn
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS })
})
afterAll(async () => {
  await browser?.close()
  await sweep(parley)
  await remove?.()
})

beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  page = await context.newPage()
  requests = []
  faults = []
  context.on("request", (request) => requests.push(request.url()))
  page.on("pageerror", (error) => faults.push(String(error)))
  page.on("console", (message) => {
    // A browser reports each 401 itself; the board answers it with its door.
    const known = message.text().includes("401 (Unauthorized)") || message.text().includes("net::ERR_")
    if (message.type() === "error" && !known) faults.push(message.text())
  })
})
afterEach(async () => {
  expect(faults).toEqual([])
  expect(requests.filter((url) => !url.startsWith(parley.url) && !/^(?:data|blob):/.test(url))).toEqual([])
  await context.close()
})

const enter = async (password = parley.password ?? "") => {
  await page.goto(parley.url)
  await page.fill("input[name=user]", "admin")
  await page.fill("input[name=password]", password)
  await page.click("button[type=submit]")
}
const isOpen = () => page.waitForSelector("#board:not([hidden])")
const text = (selector: string) => page.locator(selector).textContent()

const Cells = Schema.Struct({
  position: Schema.FiniteFromString,
  rows: Schema.Array(Schema.Record(Schema.String, Schema.String))
})

/** For the browser, as a text: these tests are compiled without the types of one. */
const READ_BOARD = `({
  position: document.getElementById("board").dataset.position,
  rows: [...document.querySelectorAll("#campaigns tbody tr")].map((row) =>
    Object.fromEntries([
      ["campaign", row.dataset.key],
      ...[...row.querySelectorAll("[data-part]")].map((part) => [part.dataset.part, part.textContent])
    ])
  )
})`

/** All figures of the page as they stand in one moment, and the position they are of. */
const shown = async () => Schema.decodeUnknownSync(Cells)(await page.evaluate<unknown>(READ_BOARD))

const percent = (ratio: number | null) => (ratio === null ? "–" : `${String(Math.round(ratio * 1_000) / 10)}%`)
const hold = (ms: number | null) => {
  if (ms === null) return "–"
  const seconds = Math.floor(ms / 1_000)
  return ms < 60_000
    ? `${(ms / 1_000).toFixed(1)} s`
    : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`
}

/** A folded row as the page words it. */
const worded = (row: FoldedRow) => ({
  campaign: row.campaign,
  serviceLevel: percent(row.serviceLevel),
  serviceLevel2: percent(row.serviceLevel2),
  abandonRatio: percent(row.abandonRatio),
  averageHold: hold(row.averageHoldMs),
  acd: String(row.acd),
  wrapUp: String(row.wrapUp),
  entered: String(row.entered),
  answered: String(row.answered)
})

describe("the live board", () => {
  it("opens by the one-time link of the start line, once, and moves without a reload", async () => {
    await page.goto(parley.link)
    await isOpen()
    expect(page.url()).toBe(`${parley.url}/`)
    await page.waitForSelector('#live[data-state="live"]')
    expect(await text("#live span")).toBe("live")
    let loads = 0
    page.on("framenavigated", () => (loads += 1))
    const before = await shown()
    const first = await text("#events li:first-child")
    await until(async () => {
      const now = await shown()
      const moved = now.rows.some(({ entered }, index) => entered !== before.rows[index]?.["entered"])
      return moved && now.position > before.position && (await text("#tiles [data-part=entered]")) !== null ? now : null
    }, MOVE_DEADLINE_MS)
    await until(async () => ((await text("#events li:first-child")) !== first ? true : null), MOVE_DEADLINE_MS)
    expect(loads).toBe(0)
    const stranger = await browser.newContext()
    const answer = await (await stranger.newPage()).goto(parley.link)
    expect(answer?.status()).toBe(404)
    await stranger.close()
  })

  it("shows figures that are a fold of the public stream, as the realtime figures are", async () => {
    await enter()
    await isOpen()
    const control = new AbortController()
    const events: Array<Envelope> = []
    const reading = (async () => {
      for await (const event of stream(client, 0, control.signal)) events.push(event)
    })().catch(() => undefined)
    const reached = (position: number) =>
      until(() => ((events.at(-1)?.sequence ?? 0) > position ? true : null), MOVE_DEADLINE_MS)
    for (let comparison = 0, last = 0; comparison < COMPARISONS; comparison++) {
      const board = await until(async () => {
        const now = await shown()
        return now.position > last + 5 ? now : null
      }, MOVE_DEADLINE_MS)
      last = board.position
      await reached(board.position)
      const folded = foldTo(events, board.position)
      expect(board.rows).toMatchObject(folded.map(worded))
      const { body, position } = await getJson(client, "/v1/stats/realtime")
      await reached(position)
      expect(body).toMatchObject({
        data: foldTo(events, position).map(({ campaign, acd, wrapUp, ...today }) => ({ campaign, acd, wrapUp, today }))
      })
    }
    expect(foldTo(events, Number.MAX_SAFE_INTEGER).reduce((sum, { answered }) => sum + answered, 0)).toBeGreaterThan(0)
    control.abort()
    await reading
  })

  it("has a form for those without a link, says what is wrong, and closes behind who signs out", async () => {
    await enter("not the password")
    await page.waitForSelector("#fault:not([hidden])")
    expect(await text("#fault")).toBe("User or password is wrong.")
    expect(await page.isVisible("#board")).toBe(false)
    await enter()
    await isOpen()
    expect(await text("#person-name")).toBe("Administrator")
    await page.click("#sign-out")
    await page.waitForSelector("#door:not([hidden])")
    await page.reload()
    await page.waitForSelector("#door:not([hidden])")
    expect(await page.isVisible("#board")).toBe(false)
  })

  it("fits a phone, without a sideways scroll", async () => {
    await page.setViewportSize({ width: 390, height: 844 })
    await enter()
    await isOpen()
    expect(await page.evaluate<unknown>("document.documentElement.scrollWidth")).toBe(390)
  })

  it("says when it has lost the server, and goes on by itself when that is back", async () => {
    await enter()
    await isOpen()
    const { position } = await shown()
    const { port } = new URL(parley.url)
    await stopParley(parley, "SIGKILL", "group")
    await until(async () => ((await text("#live span")) === "reconnecting" ? true : null), MOVE_DEADLINE_MS)
    const { password } = parley
    parley = { ...(await startParley({ directory, environment: { PARLEY_PORT: port } })), password }
    await until(async () => ((await text("#live span")) === "live" ? true : null), MOVE_DEADLINE_MS)
    await until(async () => ((await shown()).position > position + 10 ? true : null), MOVE_DEADLINE_MS)
  })

  it("is served under a policy that lets nothing in from elsewhere", async () => {
    const { headers } = await fetch(parley.url)
    expect(headers.get("content-security-policy")).toContain("default-src 'none'; script-src 'self'")
  })
})

describe("the documentation", () => {
  it("at /docs makes no request to another host", async () => {
    await page.goto(`${parley.url}/docs`, { waitUntil: "networkidle" })
    await until(async () => ((await page.locator("body").innerText()).includes("/v1/") ? true : null), MOVE_DEADLINE_MS)
    expect(requests.length).toBeGreaterThan(0)
  })
})
