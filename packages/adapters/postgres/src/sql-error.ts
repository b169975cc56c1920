/** Foreign errors of a Postgres, whichever driver met them, told as effect's `SqlError`. */
import * as Predicate from "effect/Predicate"
import {
  AuthenticationError,
  AuthorizationError,
  ConnectionError,
  ConstraintError,
  DeadlockError,
  LockTimeoutError,
  SerializationError,
  SqlError,
  type SqlErrorReason,
  SqlSyntaxError,
  StatementTimeoutError,
  UniqueViolation,
  UnknownError
} from "effect/sql/SqlError"

/**
 * The SQLSTATEs that Parley treats by name.
 * Source: PostgreSQL, appendix A, "PostgreSQL Error Codes".
 */
export const SqlState = {
  uniqueViolation: "23505",
  serializationFailure: "40001",
  deadlockDetected: "40P01",
  lockNotAvailable: "55P03",
  queryCanceled: "57014",
  insufficientPrivilege: "42501",
  tooManyConnections: "53300",
  diskFull: "53100",
  readOnlyTransaction: "25006",
  idleInTransactionTimeout: "25P03",
  transactionTimeout: "25P04",
  failedTransaction: "25P02",
  preparedStatementMissing: "26000",
  featureNotSupported: "0A000"
} as const

/** What the caller was doing and whether its connection is known to be gone. */
export interface SqlErrorContext {
  readonly operation: string
  /** True: an error without a code of its own is the connection's. */
  readonly connectionLost?: boolean
}

/**
 * The `SqlError` for whatever a driver threw. Its reason keeps the foreign error as `cause`; `sqlStateOf` reads its code.
 *
 * What has no reason of its own in effect: a full disk (53100) is `UnknownError`, for a repeat at once is no help;
 * a read-only server (25006) is `ConnectionError`, for a standby that used to be the primary is left by connecting anew.
 */
export function sqlError(cause: unknown, context: SqlErrorContext): SqlError {
  if (cause instanceof SqlError) return cause
  const fields = { cause, message: messageOf(cause), operation: context.operation }
  const code = codeOf(cause)
  if (code === undefined) {
    return new SqlError({ reason: context.connectionLost ? new ConnectionError(fields) : new UnknownError(fields) })
  }
  return new SqlError({ reason: reasonOf(code, fields) })
}

/** The SQLSTATE of what the server answered; undefined when the server had no part in it. */
export function sqlStateOf(error: SqlError): string | undefined {
  const code = codeOf(error.reason.cause)
  return code === undefined || isSystemCode(code) ? undefined : code
}

interface ReasonFields {
  readonly cause: unknown
  readonly message: string
  readonly operation: string
}

function reasonOf(code: string, fields: ReasonFields): SqlErrorReason {
  if (isSystemCode(code)) return new ConnectionError(fields)
  switch (code) {
    case SqlState.uniqueViolation:
      return new UniqueViolation({ ...fields, constraint: constraintOf(fields.cause) })
    case SqlState.serializationFailure:
      return new SerializationError(fields)
    case SqlState.deadlockDetected:
      return new DeadlockError(fields)
    case SqlState.lockNotAvailable:
      return new LockTimeoutError(fields)
    case SqlState.queryCanceled:
      return new StatementTimeoutError(fields)
    case SqlState.insufficientPrivilege:
      return new AuthorizationError(fields)
    case SqlState.tooManyConnections:
    case SqlState.readOnlyTransaction:
    case SqlState.idleInTransactionTimeout:
    case SqlState.transactionTimeout:
      return new ConnectionError(fields)
  }
  return reasonOfClass(code.slice(0, 2), fields)
}

/** By the first two characters: 08 connection, 57 operator intervention, 23 integrity, 28 authorization, 42 syntax. */
function reasonOfClass(sqlClass: string, fields: ReasonFields): SqlErrorReason {
  switch (sqlClass) {
    case "08":
    case "57":
      return new ConnectionError(fields)
    case "23":
      return new ConstraintError(fields)
    case "28":
      return new AuthenticationError(fields)
    case "42":
      return new SqlSyntaxError(fields)
    default:
      return new UnknownError(fields)
  }
}

const SQL_STATE = /^[0-9A-Z]{5}$/
const SYSTEM_CODE = /^E[A-Z_]+$/

/** ECONNREFUSED, ENOTFOUND and their like. No SQLSTATE begins with E. */
function isSystemCode(code: string): boolean {
  return SYSTEM_CODE.test(code)
}

/** A SQLSTATE or a code of the operating system; a code of Node's own (ERR_…) is neither. */
function codeOf(cause: unknown): string | undefined {
  if (!Predicate.hasProperty(cause, "code") || typeof cause.code !== "string") return undefined
  const { code } = cause
  if (code.startsWith("ERR_")) return undefined
  return SQL_STATE.test(code) || isSystemCode(code) ? code : undefined
}

function constraintOf(cause: unknown): string {
  const named = Predicate.hasProperty(cause, "constraint") ? cause.constraint : undefined
  return typeof named === "string" && named !== "" ? named : "unknown"
}

function messageOf(cause: unknown): string {
  if (cause instanceof Error && cause.message !== "") return cause.message
  const code = codeOf(cause)
  return code === undefined ? String(cause) : code
}
