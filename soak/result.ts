/** What a soak comes to: its report adds commit, date and machine. */
export interface SoakResult {
  readonly passed: boolean
  readonly detail: { readonly [key: string]: unknown }
}
