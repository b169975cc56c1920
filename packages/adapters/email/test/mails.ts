/** Mails for tests, honest and hostile. */

export const mail = (lines: readonly string[]): Buffer => Buffer.from(lines.join("\r\n"))

const HEAD = ["From: a@x.test", "Subject: hostile"]

const NESTING = 300
const WIDE = 20_000

const nestedParts = (): Buffer => {
  const lines = [...HEAD]
  for (let level = 0; level < NESTING; level += 1) {
    lines.push(`Content-Type: multipart/mixed; boundary="b${level}"`, "", `--b${level}`)
  }
  lines.push("Content-Type: text/plain", "", "deep")
  for (let level = NESTING - 1; level >= 0; level -= 1) lines.push(`--b${level}--`)
  return mail(lines)
}

const nestedMessages = (): Buffer => {
  const lines = [...HEAD]
  for (let level = 0; level < NESTING; level += 1) lines.push("Content-Type: message/rfc822", "", "Subject: inner")
  return mail([...lines, "", "deep"])
}

const manyParts = (): Buffer => {
  const lines = [...HEAD, "Content-Type: multipart/mixed; boundary=b", ""]
  for (let part = 0; part < WIDE; part += 1) lines.push("--b", "Content-Type: text/plain", "", String(part))
  return mail([...lines, "--b--"])
}

/** Bytes of a small generator: eight-bit garbage with a header before every second of them. */
const garbage = (seed: number): Buffer => {
  let state = seed
  const bytes = Buffer.alloc(2_000)
  for (let index = 0; index < bytes.length; index += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    bytes[index] = state >>> 24
  }
  return seed % 2 === 0
    ? bytes
    : Buffer.concat([mail(["From: a@x.test", "Content-Type: multipart/mixed; boundary=b", ""]), bytes])
}

const hugeHeader = (): Buffer =>
  mail([...HEAD, `X-Long: ${"x".repeat(4_000_000)}`, ...Array.from({ length: 9_000 }, () => "X-A: b"), "", "text"])

export const hostileMails = { nestedParts, nestedMessages, manyParts, garbage, hugeHeader }
