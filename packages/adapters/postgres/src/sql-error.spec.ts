import { describe, expect, it } from "vitest"
import { SqlState, sqlError, sqlStateOf } from "./sql-error.ts"

const foreign = (code: string, more: object = {}) => Object.assign(new Error(`code ${code}`), { code, ...more })

describe("errors of the server and of the way to it", () => {
  it.each([
    ["23505", "UniqueViolation"],
    ["23503", "ConstraintError"],
    ["23514", "ConstraintError"],
    ["23P01", "ConstraintError"],
    ["42601", "SqlSyntaxError"],
    ["42P01", "SqlSyntaxError"],
    ["42501", "AuthorizationError"],
    ["40001", "SerializationError"],
    ["40P01", "DeadlockError"],
    ["55P03", "LockTimeoutError"],
    ["57014", "StatementTimeoutError"],
    ["28P01", "AuthenticationError"],
    ["28000", "AuthenticationError"],
    ["08006", "ConnectionError"],
    ["57P01", "ConnectionError"],
    ["57P03", "ConnectionError"],
    ["57P05", "ConnectionError"],
    ["53300", "ConnectionError"],
    ["25006", "ConnectionError"],
    ["25P03", "ConnectionError"],
    ["53100", "UnknownError"],
    ["25P02", "UnknownError"],
    ["22P02", "UnknownError"],
    ["P0001", "UnknownError"],
    ["XX000", "UnknownError"]
  ])("the server's %s is a %s and keeps its code", (code, tag) => {
    const error = sqlError(foreign(code), { operation: "execute" })
    expect([error.reason._tag, error.reason.operation, sqlStateOf(error)]).toEqual([tag, "execute", code])
  })

  it.each(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOTFOUND", "EAI_AGAIN"])(
    "the system's %s is the connection's, and no SQLSTATE",
    (code) => {
      const error = sqlError(foreign(code), { operation: "connect" })
      expect([error.reason._tag, error.isRetryable, sqlStateOf(error)]).toEqual(["ConnectionError", true, undefined])
    }
  )

  it("without a code is the connection's where that is lost, and else unknown", () => {
    const cause = new Error("Connection terminated unexpectedly")
    const tag = (connectionLost: boolean) => sqlError(cause, { operation: "execute", connectionLost }).reason._tag
    expect([tag(true), tag(false)]).toEqual(["ConnectionError", "UnknownError"])
    expect(sqlError(foreign("ERR_INVALID_ARG_TYPE"), { operation: "execute" }).reason._tag).toBe("UnknownError")
  })

  it("names the constraint that was violated, if the driver does", () => {
    const named = sqlError(foreign("23505", { constraint: "events_pkey" }), { operation: "execute" })
    const unnamed = sqlError(foreign("23505"), { operation: "execute" })
    expect(named.reason).toMatchObject({ constraint: "events_pkey" })
    expect(unnamed.reason).toMatchObject({ constraint: "unknown" })
  })

  it("a full disk is not retried at once, and can be told by its code", () => {
    const error = sqlError(foreign(SqlState.diskFull), { operation: "execute" })
    expect([error.isRetryable, sqlStateOf(error)]).toEqual([false, SqlState.diskFull])
  })

  it("stays as it is when it is one already, and has a message whatever was thrown", () => {
    const error = sqlError("out of order", { operation: "execute" })
    expect(error.message).toBe("out of order")
    expect(sqlError(error, { operation: "listen" })).toBe(error)
  })
})
