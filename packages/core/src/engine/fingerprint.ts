/** What tells a repeated command from another one under the same id. */

/** One text for each value, whatever the order of its keys: fields and items in order, texts with their length before them. */
export function canonical(value: unknown): string {
  if (typeof value === "string") return `${value.length}:${value}`
  if (typeof value !== "object" || value === null) return `${String(value)};`
  let text = ""
  if (Array.isArray(value)) {
    for (const item of value) text += canonical(item)
    return `[${text}]`
  }
  const fields: { readonly [key: string]: unknown } = { ...value }
  for (const key of Object.keys(fields).sort()) {
    const field = fields[key]
    if (field !== undefined) text += `${key.length}:${key}${canonical(field)}`
  }
  return `{${text}}`
}

/**
 * 53 bits over the canonical form: to notice a mistake, not an attack. Two lanes of 32 bits.
 * Source: the mixing and the finish of MurmurHash3 (A. Appleby, public domain).
 */
export function fingerprintOf(command: unknown): string {
  const text = canonical(command)
  let [a, b] = [0x70617263, 0x6c657964]
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    a = Math.imul(a ^ unit, 0xcc9e2d51)
    a = (a << 15) | (a >>> 17)
    b = Math.imul(b ^ unit, 0x1b873593)
    b = (b << 13) | (b >>> 19)
  }
  const low = finished(a ^ text.length)
  const high = finished(b ^ low)
  return ((high & 0x1f_ffff) * 0x1_0000_0000 + (low >>> 0)).toString(36)
}

function finished(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}
