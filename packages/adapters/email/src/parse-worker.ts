/** The thread that parses: one raw mail in, one result out. Ended from outside when it takes too long. */
import { parentPort } from "node:worker_threads"
import type { ParseLimits, ParseResult } from "./mail.ts"
import { parseMail } from "./parse.ts"

/** A mail to parse; `id` comes back with the result. */
export type ParseRequest = { readonly id: number; readonly raw: Uint8Array; readonly limits: ParseLimits }
export type ParseReply = { readonly id: number; readonly result: ParseResult }

const port = parentPort
port?.on("message", (request: ParseRequest) => {
  void parseMail(request.raw, request.limits).then((result) => {
    const reply: ParseReply = { id: request.id, result }
    port.postMessage(reply)
  })
})
