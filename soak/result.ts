/** What a soak comes to: its report adds commit, date and machine. */
export interface Detail {
  readonly [key: string]: unknown
}

export interface SoakResult {
  readonly passed: boolean
  readonly detail: Detail
}

/** How a soak goes on from an earlier run of the same sources, and writes down how far it is. */
export interface Progress {
  readonly before: Detail | null
  readonly reports: (detail: Detail) => void
}

/** What is said beside the name: `--kills 5`. Only names that the soak knows. */
export interface Flags {
  readonly [name: string]: number
}

export interface Soak {
  readonly run: (count: number, progress: Progress, flags: Flags) => SoakResult | Promise<SoakResult>
  /** Its flags, with what they are unless they are given. */
  readonly flags?: Flags
  /** Sources that it runs beside core, testkit and soak. */
  readonly sources?: ReadonlyArray<string>
  /** Commands, or histories, unless another number is given. */
  readonly count: number
  /** Whether it goes on from an earlier run, or always starts anew. */
  readonly goesOn: boolean
}
