/**
 * The format of a log: which types and versions of events may be in it. It is raised by an operator, once nobody reads the
 * log any more whose code does not know them.
 */

/** The format of a log that says of none. */
export const FIRST_FORMAT = 1
/** The newest format that this code reads, and the one in which a new centre begins. */
export const FORMAT = 1

/** The format that a log is in. */
export const formatOf = ({ format }: { readonly format?: number }): number => format ?? FIRST_FORMAT
