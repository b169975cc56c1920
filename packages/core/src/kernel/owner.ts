/**
 * The owner token of the kernel's persistent structures.
 *
 * A node made under a token may be edited in place by whoever presents the same token again; every other node is
 * copied. A token therefore is a right to forget: versions made under it are not kept apart from one another, versions
 * handed out before it was made are never touched. Drop it when the state is handed out, and never use it again.
 *
 * `undefined` owns nothing: every edit copies, every version stays valid.
 */
export type Owner = object | undefined

/** Makes a token that no node carries yet. Compared by identity only. */
export const newOwner = (): object => ({})
