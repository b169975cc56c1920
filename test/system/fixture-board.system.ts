/** A counterexample that the laws found, played on the board of a server, in a real browser. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Routing } from "@parley/core"
import { findBreach, fixtureJson, type Profile } from "@parley/testkit"
import { chromium } from "playwright-core"
import { expect, it } from "vitest"
import { scratch, startParley, sweep, until } from "./server-process.ts"

/** Debian's. `scripts/install-browser.sh` installs it. */
const CHROMIUM = "/usr/bin/chromium"
const PLAYED_DEADLINE_MS = 60_000

/** Meant to go round, and does not. */
const wrong: Routing.Delivery = {
  name: "turns",
  kind: "keyed",
  from: "first",
  key: ({ lastEndedAt }) => lastEndedAt ?? -1
}
const desk: Profile = {
  name: "desk",
  channel: "email",
  settings: () => ({ delivery: "turns", offerTimeoutSeconds: 1, retryPauseSeconds: 1 })
}

it("a counterexample is played on the board, in a centre of its own, and nothing of it is kept", async () => {
  const { directory, remove } = await scratch()
  const files = mkdtempSync(join(tmpdir(), "parley-fixture-"))
  const found = findBreach({
    histories: 40,
    strategies: { delivery: [wrong] },
    promises: { fair: ["turns"] },
    profiles: [desk]
  })
  if (!("story" in found)) throw new Error("no law is broken")
  const arrived = found.script.filter(({ command }) => command._tag === "ReceiveMessage").length
  const [fixture, module] = [join(files, "fixture.json"), join(files, "turns.mjs")]
  writeFileSync(fixture, fixtureJson(found))
  const rule = '{ name: "turns", kind: "keyed", from: "first", key: (who) => who.lastEndedAt ?? -1 }'
  writeFileSync(module, `export const strategies = { delivery: [${rule}] }\n`)
  const parley = await startParley({ directory, flags: ["--fixture", fixture, "--strategies", module] })
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--headless", "--no-sandbox"] })
  try {
    const page = await browser.newPage()
    await page.goto(parley.link)
    const row = page.locator('#campaigns tbody tr[data-key="desk"]')
    await row.waitFor({ timeout: PLAYED_DEADLINE_MS })
    await until(() => (parley.stdout().includes("the fixture is played") ? true : null), PLAYED_DEADLINE_MS, parley)
    expect(parley.stdout()).toContain(`[L6] was broken: ${found.complaint}`)
    await until(
      async () => ((await row.locator('[data-part="entered"]').textContent()) === String(arrived) ? true : null),
      PLAYED_DEADLINE_MS,
      parley
    )
  } finally {
    await browser.close()
    await sweep(parley)
    await remove()
    rmSync(files, { recursive: true })
  }
})
