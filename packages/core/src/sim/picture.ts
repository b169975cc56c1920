/** A picture of a day, as SVG: who came and who was at work, how long the queue and the waits were, the service level. */
import type { Stretch } from "./tally.ts"

export interface PictureOptions {
  readonly title: string
  /** Length of each stretch, in seconds. */
  readonly intervalSeconds: number
  /** Shown as a line across the service level; left out: none. */
  readonly targetRatio?: number
}

/** Most stretches that are drawn one by one; of more, several together. */
export const COLUMNS_MAX = 240

const WIDTH = 960
const LEFT = 64
const RIGHT = 64
const PANEL = 150
const GAP = 46
const TOP = 56
const inner = WIDTH - LEFT - RIGHT

const INK = "#1f2933"
const SOFT = "#9aa5b1"
const BARS = "#b3c7e6"
const BAR_INK = "#4b6a9b"
const FIRST = "#1d4ed8"
const SECOND = "#c2410c"

interface Panel {
  readonly title: string
  readonly left: Series
  /** Of the right axis, which fits the first; further ones are dashed. */
  readonly right: ReadonlyArray<Series>
  readonly line?: { readonly at: number; readonly label: string }
}

interface Series {
  readonly label: string
  readonly values: ReadonlyArray<number | null>
  /** The top of its axis, at least. */
  readonly most?: number
  readonly percent?: boolean
  readonly bars?: boolean
}

/** An SVG document. Nothing in it is fetched; its colours stand on white. O(stretches). */
export function dayPicture(stretches: ReadonlyArray<Stretch>, options: PictureOptions): string {
  const together = Math.max(1, Math.ceil(stretches.length / COLUMNS_MAX))
  const columns = groupsOf(stretches, together)
  const columnMs = options.intervalSeconds * 1_000 * together
  const hours = columnMs / 3_600_000
  const of = (value: (sums: Column) => number | null) => columns.map(value)
  const panels: ReadonlyArray<Panel> = [
    {
      title: "Load",
      left: { label: "arrivals an hour", values: of(({ entered }) => entered / hours), bars: true },
      right: [
        { label: "agents at work, and occupied (dashed)", values: of(({ staffedMs }) => staffedMs / columnMs) },
        { label: "occupied", values: of(({ occupiedMs }) => occupiedMs / columnMs) }
      ]
    },
    {
      title: "Waits",
      left: { label: "longest queue", values: of(({ waitingMax }) => waitingMax), bars: true },
      right: [
        {
          label: "mean wait, s",
          values: of(({ waitMs, answered, abandoned }) => ratio(waitMs / 1_000, answered + abandoned))
        }
      ]
    },
    {
      title: "Service level",
      left: {
        label: "answered in time",
        values: of(({ answeredWithin, answered }) => ratio(answeredWithin, answered)),
        most: 1,
        percent: true
      },
      right: [
        {
          label: "abandoned",
          values: of(({ abandoned, answered }) => ratio(abandoned, answered + abandoned)),
          most: 1,
          percent: true
        }
      ],
      ...(options.targetRatio === undefined ? {} : { line: { at: options.targetRatio, label: "target" } })
    }
  ]
  const height = TOP + panels.length * (PANEL + GAP) + 24
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" font-family="sans-serif" font-size="12" fill="${INK}">`,
    `<title>${escaped(options.title)}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    text(LEFT, 28, options.title, 'font-size="16" font-weight="600"'),
    ...panels.map((panel, nth) => drawn(panel, TOP + 20 + nth * (PANEL + GAP))),
    hoursAxis(columns.length, columnMs, height - 22),
    "</svg>",
    ""
  ].join("\n")
}

type Column = Omit<Stretch, "from" | "waitingMs">

function groupsOf(stretches: ReadonlyArray<Stretch>, together: number): ReadonlyArray<Column> {
  if (together === 1) return stretches
  return Array.from({ length: Math.ceil(stretches.length / together) }, (_, nth) =>
    stretches.slice(nth * together, (nth + 1) * together).reduce((a, b) => ({
      from: a.from,
      waitingMs: a.waitingMs + b.waitingMs,
      waitingMax: Math.max(a.waitingMax, b.waitingMax),
      entered: a.entered + b.entered,
      answered: a.answered + b.answered,
      abandoned: a.abandoned + b.abandoned,
      answeredWithin: a.answeredWithin + b.answeredWithin,
      abandonedWithin: a.abandonedWithin + b.abandonedWithin,
      waitMs: a.waitMs + b.waitMs,
      occupiedMs: a.occupiedMs + b.occupiedMs,
      staffedMs: a.staffedMs + b.staffedMs
    }))
  )
}

const ratio = (over: number, under: number): number | null => (under === 0 ? null : over / under)

function drawn({ title, left, right, line }: Panel, top: number): string {
  const most = topOf(left)
  const parts = [
    text(LEFT, top - 8, title, 'font-weight="600"'),
    axis(LEFT - 6, top, most, left, "end", left.bars === true ? BAR_INK : FIRST),
    left.bars === true ? barsOf(left.values, top, most) : lineOf(left.values, top, most, FIRST),
    `<path d="M${LEFT} ${top}V${top + PANEL}H${WIDTH - RIGHT}V${top}" fill="none" stroke="${SOFT}"/>`
  ]
  for (const [nth, series] of right.entries()) {
    const first = right[0] ?? series
    if (nth === 0) parts.push(axis(WIDTH - RIGHT + 6, top, topOf(first), first, "start", SECOND))
    parts.push(lineOf(series.values, top, topOf(first), SECOND, nth === 0 ? "" : 'stroke-dasharray="4 3"'))
  }
  if (line !== undefined) {
    const y = top + PANEL * (1 - line.at / most)
    parts.push(
      `<path d="M${LEFT} ${n(y)}H${WIDTH - RIGHT}" stroke="${INK}" stroke-dasharray="2 4"/>`,
      text(WIDTH - RIGHT - 4, y - 4, line.label, 'text-anchor="end"')
    )
  }
  return parts.join("\n")
}

/** A round number not below all of the series. */
function topOf({ values, most = 0 }: Series): number {
  let highest = most
  for (const value of values) if (value !== null && value > highest) highest = value
  if (highest <= 0) return 1
  let unit = 1
  for (; unit * 10 <= highest; unit *= 10);
  for (; unit > highest; unit /= 10);
  return [1, 2, 5, 10].map((times) => times * unit).find((round) => round >= highest) ?? highest
}

function axis(x: number, top: number, most: number, series: Series, anchor: string, color: string): string {
  const shown = (value: number): string => (series.percent === true ? `${n(value * 100)} %` : n(value))
  return [1, 0.5, 0]
    .map((share) => text(x, top + PANEL * (1 - share) + 4, shown(most * share), `text-anchor="${anchor}"`))
    .concat(
      text(
        anchor === "end" ? LEFT + 120 : WIDTH - RIGHT,
        top - 8,
        series.label,
        `text-anchor="${anchor === "end" ? "start" : "end"}" fill="${color}"`
      )
    )
    .join("\n")
}

function barsOf(values: Series["values"], top: number, most: number): string {
  const width = inner / values.length
  const bars = values.map((value, nth) => {
    const height = (PANEL * (value ?? 0)) / most
    return height === 0
      ? ""
      : `M${n(LEFT + nth * width)} ${n(top + PANEL)}v${n(-height)}h${n(width * 0.9)}v${n(height)}z`
  })
  return `<path d="${bars.join("")}" fill="${BARS}"/>`
}

/** Broken where there is nothing to show. */
function lineOf(values: Series["values"], top: number, most: number, color: string, more = ""): string {
  const width = inner / values.length
  let pen = "M"
  const points = values.map((value, nth) => {
    if (value === null) {
      pen = "M"
      return ""
    }
    const point = `${pen}${n(LEFT + (nth + 0.5) * width)} ${n(top + PANEL * (1 - value / most))}`
    pen = "L"
    return point
  })
  return `<path d="${points.join("")}" fill="none" stroke="${color}" stroke-width="1.6" stroke-linejoin="round" ${more}/>`
}

/** At most nine marks, at whole hours from the start. */
function hoursAxis(columns: number, columnMs: number, y: number): string {
  if (columns === 0) return ""
  const totalHours = (columns * columnMs) / 3_600_000
  const each = Math.max(1, Math.ceil(totalHours / 8))
  const marks: Array<string> = []
  for (let hour = 0; hour <= totalHours; hour += each)
    marks.push(text(LEFT + (inner * hour) / totalHours, y, `${hour} h`, 'text-anchor="middle"'))
  return marks.join("\n")
}

const n = (value: number): string => String(Number(value.toFixed(2)))

const text = (x: number, y: number, words: string, more: string): string =>
  `<text x="${n(x)}" y="${n(y)}" ${more}>${escaped(words)}</text>`

const escaped = (words: string): string =>
  words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")
