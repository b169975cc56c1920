import * as Result from "effect/Result"
import type { Complaint, Boundary, Law } from "./law.ts"

interface Accepted {
  readonly payload: string
  readonly answer: string
}

/** Who sends an accepted command again is told what they were told, and nothing happens. */
export const repeats: Law = {
  id: "L12",
  says: "A repeated accepted command id, while it is kept, changes nothing.",
  watch: () => {
    const accepted = new Map<string, Accepted>()
    let length = 0
    return {
      boundary: (boundary) => {
        const complaint = doneAgain(accepted, boundary, length)
        length = boundary.driver.log.length
        return complaint
      }
    }
  }
}

function doneAgain(accepted: Map<string, Accepted>, { step, driver }: Boundary, length: number): Complaint {
  const { commandId, command, result, before, after } = step
  const payload = JSON.stringify(command)
  const known = accepted.get(commandId)
  if (known === undefined) {
    if (Result.isSuccess(result))
      accepted.set(commandId, { payload, answer: JSON.stringify([result.success.answer, result.success.position]) })
    return null
  }
  if (before !== after || driver.log.length !== length) return `${commandId} came again, and something happened`
  if (known.payload !== payload)
    return Result.isFailure(result) ? null : `${commandId} came again with another payload and was accepted`
  if (Result.isFailure(result)) return `${commandId} came again and was refused: ${result.failure._tag}`
  const answer = JSON.stringify([result.success.answer, result.success.position])
  return answer === known.answer ? null : `${commandId} came again and was answered ${answer}, not ${known.answer}`
}
