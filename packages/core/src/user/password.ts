/** The rule for a new password. Passwords pass through it and stay nowhere: no command, event or failure bears one. */

/** Shortest password, in UTF-16 units. Source: NIST SP 800-63B, 5.1.1.2. */
export const PASSWORD_LENGTH_MIN = 8
/** Longest: a hash of more costs without helping. */
export const PASSWORD_LENGTH_MAX = 1_024

/** `field` is the one of the form to point at. */
export type PasswordFailure =
  | { readonly _tag: "OldPasswordWrong"; readonly field: "old" }
  | { readonly _tag: "NewPasswordTooShort"; readonly field: "new"; readonly lengthMin: number }
  | { readonly _tag: "NewPasswordTooLong"; readonly field: "new"; readonly lengthMax: number }
  | { readonly _tag: "NewPasswordIsOld"; readonly field: "new" }
  | { readonly _tag: "RepeatDiffers"; readonly field: "repeat" }

/** Everything that is wrong, in the order of the form; none = it may be set. `oldMatches`: the hash's word. */
export function checkNewPassword({
  oldMatches,
  old,
  next,
  repeat
}: {
  readonly oldMatches: boolean
  readonly old: string
  readonly next: string
  readonly repeat: string
}): ReadonlyArray<PasswordFailure> {
  const failures: Array<PasswordFailure> = []
  if (!oldMatches) failures.push({ _tag: "OldPasswordWrong", field: "old" })
  const { length } = next
  if (length < PASSWORD_LENGTH_MIN)
    failures.push({ _tag: "NewPasswordTooShort", field: "new", lengthMin: PASSWORD_LENGTH_MIN })
  if (length > PASSWORD_LENGTH_MAX)
    failures.push({ _tag: "NewPasswordTooLong", field: "new", lengthMax: PASSWORD_LENGTH_MAX })
  if (oldMatches && next === old) failures.push({ _tag: "NewPasswordIsOld", field: "new" })
  if (next !== repeat) failures.push({ _tag: "RepeatDiffers", field: "repeat" })
  return failures
}
