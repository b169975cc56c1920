/** Two thousand generated histories under all laws; the soak has a hundred thousand. */
import { expect, test } from "vitest"
import { soakHistories } from "../../soak/histories.ts"

const HISTORIES = 2_000
/** On two slow cores, with as much again to spare. */
const LAWS_MS_MAX = 900_000

test(
  "[L8] two thousand histories break no law, and each is decided and played again as it was",
  async () => {
    const { passed, detail } = await soakHistories(HISTORIES)
    expect(detail["story"] ?? "holds").toBe("holds")
    expect(passed).toBe(true)
  },
  LAWS_MS_MAX
)
