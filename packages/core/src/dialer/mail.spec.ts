import { describe, expect, it } from "vitest"
import { eventOf, mailOf as composed, type MailSources } from "./mail.ts"
import type { CalendarEvent } from "./settings.ts"

const variables = (values: { readonly [name: string]: string }) =>
  Object.entries(values).map(([name, value]) => ({ name, value }))
const row = (message: string | null, values: { readonly [name: string]: string } = {}) => ({
  message,
  variables: variables(values)
})
const unsubscribeUrl = "https://desk.example.org/u/token1"
const mailOf = (sources: Omit<MailSources, "unsubscribeUrl">) => composed({ ...sources, unsubscribeUrl })
const template = { subject: "From the template", body: "Template for ${name}" }

describe("A dialer's mail", () => {
  it("[D9.5d] says the row's message, else the template's, else nothing", () => {
    const list = { subject: "Hello" }
    expect(mailOf({ record: row("Own text"), list, template }).body).toBe("Own text")
    expect(mailOf({ record: row(null, { name: "Ana" }), list, template }).body).toBe("Template for Ana")
    expect(mailOf({ record: row(null), list, template: null }).body).toBe("")
    expect(mailOf({ record: row(null), list, template: { subject: null, body: null } }).body).toBe("")
  })

  it("[D9.4a] [D9.4b] has the list's subject with its variables, else the template's", () => {
    const record = row("x", { name: "Ana", order: "17" })
    expect(mailOf({ record, list: { subject: "Order ${order} of ${ name }" }, template }).subject).toBe(
      "Order 17 of Ana"
    )
    expect(mailOf({ record, list: { subject: null }, template }).subject).toBe("From the template")
  })

  it("[D9.5h] a variable without a value is empty and warned of, and a value is never rendered again", () => {
    const record = row("Dear ${name}, ${gone} and ${empty}", { name: "${gone}", empty: "" })
    expect(mailOf({ record, list: { subject: "${also} ${gone}" }, template: null })).toMatchObject({
      subject: "",
      body: "Dear ${gone},  and ",
      missing: ["also", "gone", "empty"]
    })
  })

  it("[D9.10d] carries one-click unsubscribe", () => {
    const { headers } = mailOf({ record: row(null), list: { subject: "Hello" }, template: null })
    expect(headers).toEqual({
      "List-Unsubscribe": "<https://desk.example.org/u/token1>",
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"
    })
    const sources = { record: row(null), list: { subject: "Hello" }, template: null }
    const spoilt = composed({ ...sources, unsubscribeUrl: "https://x/u/a>\r\nBcc: all" })
    expect(spoilt.headers["List-Unsubscribe"]).toBe("<https://x/u/a%3E%0D%0ABcc:%20all>")
  })

  it("its subject stays one line whatever a variable holds", () => {
    const record = row("x", { name: "Ana\r\nBcc: all@example.com" })
    expect(mailOf({ record, list: { subject: "Hello ${name}" }, template: null }).subject).toBe(
      "Hello Ana Bcc: all@example.com"
    )
  })
})

const HOUR = 3_600_000
/** Three hours before UTC. */
const inZone = (wallMs: number) => wallMs + 3 * HOUR
const fixed = (text: string) => ({ variable: null, fixed: text })
const event = (more: Partial<CalendarEvent> = {}): CalendarEvent => ({
  title: "Call with ${name}",
  organizer: "${seller}",
  start: fixed("2026-03-02 10:00:00"),
  end: fixed("2026-03-02 11:00:00"),
  ...more
})
const at = (text: string) => Date.parse(text)

describe("A dialer's calendar event", () => {
  it("[D9.1d] has a title and an organiser with variables, and times that the row's value gives, else the fixed ones", () => {
    const dated = event({ start: { variable: "from", fixed: "2026-03-02 10:00:00" } })
    const values = { name: "Ana", seller: "Leo" }
    expect(eventOf(dated, { variables: variables(values) }, inZone)).toEqual({
      title: "Call with Ana",
      organizer: "Leo",
      start: at("2026-03-02T13:00:00Z"),
      end: at("2026-03-02T14:00:00Z")
    })
    for (const from of ["2026-03-02 10:30:00", " 2026-03-02T13:30:00Z "])
      expect(eventOf(dated, { variables: variables({ ...values, from }) }, inZone)).toMatchObject({
        start: at("2026-03-02T13:30:00Z")
      })
  })

  it("[D9.1e] reads times of the campaign's zone and ISO 8601", () => {
    const start = (text: string) => {
      const dated = eventOf(event({ start: fixed(text), end: fixed("2099-01-01 00:00:00") }), { variables: [] }, inZone)
      return dated === "bad-event" ? dated : new Date(dated.start).toISOString()
    }
    expect(start("2026-03-02 10:00:00")).toBe("2026-03-02T13:00:00.000Z")
    expect(start("2026-03-02T10:00:00")).toBe("2026-03-02T13:00:00.000Z")
    expect(start("2026-03-02T10:00:00Z")).toBe("2026-03-02T10:00:00.000Z")
    expect(start("2026-03-02T10:00:00.250+05:30")).toBe("2026-03-02T04:30:00.250Z")
    expect(start("2024-02-29 00:00")).toBe("2024-02-29T03:00:00.000Z")
    expect(start("1969-12-31T23:00:00-0100")).toBe("1970-01-01T00:00:00.000Z")
  })

  it("[D9.1f] fails the row when a time is missing or unreadable, or it ends when it begins or before", () => {
    const of = (start: string | null, end: string | null) =>
      eventOf(
        event({ start: { variable: "start", fixed: start }, end: { variable: null, fixed: end } }),
        { variables: variables({ start: "" }) },
        inZone
      )
    const good = "2026-03-02 10:00:00"
    for (const [start, end] of [
      [null, good],
      [good, null],
      ["tomorrow", good],
      [good, "2026-02-30 10:00:00"],
      [good, "2026-03-02 25:00:00"],
      [good, "2026-03-05T10:00:00+99:99"],
      [good, "2026-03-05T10:00:00-05:60"],
      [good, good],
      [good, "2026-03-02 09:59:59"]
    ] as const)
      expect(of(start, end)).toBe("bad-event")
    expect(of(good, "2026-03-02 10:00:01")).not.toBe("bad-event")
  })
})
