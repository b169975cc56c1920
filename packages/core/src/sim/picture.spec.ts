import { describe, expect, it } from "vitest"
import { noSums } from "./measures.ts"
import { COLUMNS_MAX, dayPicture } from "./picture.ts"

const stretch = (nth: number, entered: number) => ({
  ...noSums(),
  from: nth * 900_000,
  waitingMax: nth % 3,
  waitingMs: 0,
  entered,
  answered: entered,
  answeredWithin: Math.floor(entered / 2),
  waitMs: entered * 3_000,
  staffedMs: 900_000 * 4,
  occupiedMs: 900_000 * 3
})

describe("the picture of a day", () => {
  const day = Array.from({ length: 96 }, (_, nth) => stretch(nth, nth < 30 ? 0 : nth))

  it("is one SVG document with its three panels and the hours", () => {
    const svg = dayPicture(day, { title: "Monday & <Tuesday>", intervalSeconds: 900, targetRatio: 0.8 })
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"[^>]*>[\s\S]*<\/svg>\n$/)
    for (const title of ["Load", "Waits", "Service level", "target", "24 h"]) expect(svg).toContain(`>${title}</text>`)
    expect(svg).toContain("<title>Monday &amp; &lt;Tuesday&gt;</title>")
    expect(svg).not.toMatch(/NaN|Infinity|undefined/)
  })

  it("leaves a gap where nobody was answered", () => {
    const line = /<path d="M([^"]*)" fill="none" stroke="#1d4ed8"/.exec(
      dayPicture(day, { title: "", intervalSeconds: 900 })
    )
    expect(line?.[1]?.split("L").length).toBe(66)
  })

  it("draws a long run in as many columns as can be seen, and an empty one as well", () => {
    const long = Array.from({ length: 5_000 }, (_, nth) => stretch(nth, 3))
    const svg = dayPicture(long, { title: "long", intervalSeconds: 900 })
    expect(svg.length).toBeLessThan(40_000)
    expect(svg.match(/<path d="(M[^"]*)" fill="#b3c7e6"/)?.[1]?.split("M").length).toBeLessThanOrEqual(COLUMNS_MAX + 1)
    expect(dayPicture([], { title: "none", intervalSeconds: 900 })).not.toMatch(/NaN|Infinity/)
  })
})
