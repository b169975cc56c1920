/** Where the command line writes. */
export interface Console {
  readonly out: (line: string) => void
  readonly err: (line: string) => void
  /** Shows how far it is, on one line; null where nobody looks. */
  readonly status: ((line: string) => void) | null
}
