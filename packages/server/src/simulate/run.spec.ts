import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Routing } from "@parley/core"
import { findBreach, fixtureJson, type Profile } from "@parley/testkit"
import { describe, expect, it } from "vitest"
import { readArguments } from "./arguments.ts"
import { progressOn } from "./progress.ts"
import { runSimulate, warmUpOf } from "./run.ts"

const queue = "--arrivals-per-hour 200 --handle-seconds 180 --agents 10 --patience-seconds 120".split(" ")

async function ran(...flags: ReadonlyArray<string>) {
  const [out, err]: [Array<string>, Array<string>] = [[], []]
  const code = await runSimulate(flags, { out: (line) => out.push(line), err: (line) => err.push(line), status: null })
  return { code, out: out.join("\n"), err: err.join("\n") }
}

describe("simulate on the command line", () => {
  it("prints one JSON object: the figures, how many, the seed, and the standard error of each", async () => {
    const { code, out, err } = await ran(...queue, "--interactions", "3000", "--seed", "5", "--json")
    expect([code, err]).toEqual([0, ""])
    const told = JSON.parse(out)
    const names = ["abandonRatio", "meanWaitSeconds", "occupancyRatio", "serviceLevelRatio", "serviceLevel2Ratio"]
    expect(Object.keys(told)).toEqual([...names, "interactions", "seed", "standardError"])
    expect(Object.keys(told.standardError)).toEqual(names)
    expect([told.interactions, told.seed]).toEqual([3000, 5])
    for (const name of names) {
      expect(told[name]).toBeGreaterThan(0)
      expect(told.standardError[name]).toBeGreaterThan(0)
    }
  })

  it("prints the same for the same seed, and for every delivery rule", async () => {
    const options = [...queue, "--interactions", "500", "--json"]
    const { out } = await ran(...options)
    expect((await ran(...options, "--delivery", "leastrecent")).out).toBe(out)
    expect((await ran(...options, "--delivery", "wrandom", "--eligibility", "interaction")).out).toBe(out)
    expect((await ran(...options, "--eligibility", "voice")).out).toBe(out)
    expect((await ran(...options, "--eligibility", "ringallmultiple")).out).toBe(out)
    expect((await ran(...options, "--seed", "2")).out).not.toBe(out)
  })

  it("prints a table beside Erlang's formula, a chart, and draws a picture", async () => {
    const folder = mkdtempSync(join(tmpdir(), "parley-simulate-"))
    try {
      const svg = join(folder, "day.svg")
      const { code, out } = await ran(...queue, "--interactions", "2000", "--svg", svg)
      expect(code).toBe(0)
      expect(out).toMatch(/^ +simulated +std\. error +Erlang A$/m)
      expect(out).toMatch(/^Abandoned +1\d\.\d\d % +± \d\.\d\d % +13\.75 %$/m)
      expect(out).toMatch(/^Mean wait +\d+\.\d\d s +± \d+\.\d\d s +16\.50 s$/m)
      expect(out).toMatch(/^at once +\d+\.\d % █+$/m)
      expect(readFileSync(svg, "utf8")).toMatch(/^<svg [\s\S]*<\/svg>\n$/)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it("charts the waits of those whom the table counts: nobody of the warm-up, nobody after", async () => {
    const { out } = await ran(..."--arrivals-per-hour 40 --handle-seconds 60 --agents 1 --interactions 100".split(" "))
    const [, inTime = ""] = /^Service level +(\d+\.\d\d) %/m.exec(out) ?? []
    const shares = [...out.matchAll(/^(?:at once|up to 10 s|up to 20 s) +(\d+\.\d) %/gm)].map(([, share]) =>
      Number(share)
    )
    expect(shares).toHaveLength(3)
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(Number(inTime), 1)
  })

  it("plays a strategy of one's own", async () => {
    const folder = mkdtempSync(join(tmpdir(), "parley-own-"))
    try {
      const own = join(folder, "own.mjs")
      writeFileSync(
        own,
        'export const strategies = { delivery: [{ name: "turns", kind: "keyed", from: "first", key: () => 0 }] }'
      )
      const options = [...queue, "--interactions", "500", "--delivery", "turns", "--json"]
      const { code, out } = await ran(...options, "--strategies", own)
      expect([code, JSON.parse(out).interactions]).toEqual([0, 500])
      expect((await ran(...options)).err).toContain("--delivery turns is not known")
      expect((await ran(...options, "--strategies", join(folder, "none.mjs"))).err).toContain("none.mjs")
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it("says of a queue that grows without end that it does", async () => {
    const { code, out } = await ran(
      ..."--arrivals-per-hour 3600 --handle-seconds 20 --agents 2 --interactions 3000".split(" ")
    )
    expect(code).toBe(0)
    expect(out).toContain("More comes than can be handled")
    expect(out).toMatch(/^Mean wait .* ∞$/m)
  })

  it.each([
    ["--agents 3 --handle-seconds 5", "--arrivals-per-hour is missing"],
    ["--arrivals-per-hour x --handle-seconds 5 --agents 3", '--arrivals-per-hour is "x": it must be a number'],
    ["--arrivals-per-hour 1 --handle-seconds 5 --agents 2.5", '--agents is "2.5": it must be a whole number'],
    ["--arrivals-per-hour 1 --handle-seconds 5 --agents 3 --delivery nearest", "there are rrmemory, rrordered"],
    ["--arrivals-per-hour 1 --handle-seconds 5 --agents 3 --eligibility none", "there are nocall, incall"],
    ["--arrivals-per-hour 1 --handle-seconds 5 --agents 3 --speed 9", "--speed"],
    ["--arrivals-per-hour 0.001 --handle-seconds 5 --agents 3", "would take 100000000 hours"],
    [
      "--arrivals-per-hour 99 --handle-seconds 5 --agents 3 --interactions 9 --svg /no/such/folder/a.svg",
      "cannot be written"
    ],
    ["--arrivals-per-hour 1 --handle-seconds 5 --agents 3 extra", "extra"],
    ["--fixture f.json --agents 3", "--agents says nothing beside --fixture"],
    ["--arrivals-per-hour 1e9 --handle-seconds 5 --agents 3", '--arrivals-per-hour is "1e9": it must be a number from']
  ])("refuses %s with what is wrong, and 2", async (flags, says) => {
    const { code, out, err } = await ran(...flags.split(" "))
    expect([code, out]).toEqual([2, ""])
    expect(err).toContain(says)
    expect(err).toContain("--help")
  })

  it("plays a counterexample again, and says whether its law holds by now", async () => {
    const folder = mkdtempSync(join(tmpdir(), "parley-fixture-"))
    try {
      const idle: Routing.Delivery = {
        name: "turns",
        kind: "keyed",
        from: "first",
        key: (who) => who.lastEndedAt ?? -1
      }
      const own: Profile = {
        name: "desk",
        channel: "email",
        settings: () => ({ delivery: "turns", offerTimeoutSeconds: 1, retryPauseSeconds: 1 })
      }
      const options = { strategies: { delivery: [idle] }, profiles: [own], promises: { fair: ["turns"] } }
      const found = findBreach({ ...options, histories: 40 })
      if (!("story" in found)) throw new Error("no law is broken")
      const [fixture, wrong, right] = ["f.json", "wrong.mjs", "right.mjs"].map((name) => join(folder, name))
      if (fixture === undefined || wrong === undefined || right === undefined) throw new Error("no files")
      writeFileSync(fixture, fixtureJson(found))
      const moduleOf = (rule: string) =>
        `export const strategies = { delivery: [{ name: "turns", kind: "keyed", ${rule} }] }`
      writeFileSync(wrong, moduleOf('from: "first", key: (who) => who.lastEndedAt ?? -1'))
      writeFileSync(right, moduleOf('from: "after-last-offered", key: (who) => who.ordinal'))
      const still = await ran("--fixture", fixture, "--strategies", wrong)
      expect([still.code, still.err]).toEqual([1, ""])
      expect(still.out).toMatch(/^\[L6\] was broken: [\s\S]*→ InteractionOffered [\s\S]*It is broken still: \[L6\]/)
      const mended = await ran("--fixture", fixture, "--strategies", right)
      expect(mended.code).toBe(0)
      expect(mended.out).toContain("Now every law holds.")
      expect((await ran("--fixture", fixture)).err).toContain("needs the strategies turns")
      expect((await ran("--fixture", wrong)).code).toBe(2)
      expect((await ran("--fixture", join(folder, "none"))).code).toBe(2)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it("explains itself", async () => {
    const { code, out } = await ran("--help")
    expect(code).toBe(0)
    for (const flag of ["arrivals-per-hour", "patience-seconds", "seed", "json", "svg"])
      expect(out).toContain(`--${flag}`)
  })

  it("warms up for five relaxation times, but for a tenth of the run at most", async () => {
    const of = (flags: string): number => {
      const args = readArguments(flags.split(" "))
      if (args === "help" || args instanceof Error || "fixture" in args) throw new Error(flags)
      return warmUpOf(args)
    }
    expect(of("--arrivals-per-hour 60 --handle-seconds 300 --agents 20")).toBe(1_500)
    expect(of("--arrivals-per-hour 720 --handle-seconds 240 --agents 52")).toBe(14_994)
    expect(of("--arrivals-per-hour 720 --handle-seconds 240 --agents 40")).toBe(50_000)
  })

  it("shows how far a long run is, and clears the line", async () => {
    const lines: Array<string> = []
    const { progress } = progressOn((line) => lines.push(line))
    progress?.(0.1)
    expect(lines).toEqual([])
    const from = performance.now()
    while (lines.length === 0 && performance.now() - from < 5_000) {
      progress?.(0.4)
      await new Promise((resolve) => setImmediate(resolve))
    }
    progress?.(1)
    expect(lines).toEqual([expect.stringMatching(/^simulating: 40 %, \d+ s left$/), ""])
    expect(progressOn(null)).toEqual({})
  })
})
