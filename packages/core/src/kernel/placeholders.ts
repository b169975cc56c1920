/** Texts with `${variables}`. */

/** `${name}`: letters, digits, `_`, `-` and `.`; spaces inside the braces are ignored. */
const PLACEHOLDER = /\$\{\s*([\p{L}\p{N}_.-]+)\s*\}/gu

export interface Rendered {
  readonly text: string
  /** Names without a value, each once, in order: they render as nothing. */
  readonly missing: ReadonlyArray<string>
}

/** The text with its variables replaced; what a value holds is not looked at again. */
export function render(text: string, values: ReadonlyMap<string, string>): Rendered {
  const missing = new Set<string>()
  const rendered = text.replace(PLACEHOLDER, (_whole, name: string) => {
    const value = values.get(name)
    if (value === undefined || value === "") missing.add(name)
    return value ?? ""
  })
  return { text: rendered, missing: [...missing] }
}
