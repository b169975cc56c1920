/** What is asked of the laws would prove nothing: no law's doing, and no breach. The message says what to mend. */
export class LawsRefused extends Error {
  readonly _tag = "LawsRefused"
}
