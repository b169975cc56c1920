import { describe, expect, it } from "vitest"
import { baseSubject, subjectForm } from "./base-subject.ts"

describe("A base subject", () => {
  it("[D8.4g] is what is left of a subject without marks of answers and forwards, blanks and case", () => {
    for (const subject of [
      "Order 7",
      " order\t7 ",
      "Re: Order 7",
      "RE: Fwd: AW: RV: order  7",
      "Re[2]: FW: Re :Order\r\n 7",
      `Re: Order 7 [#${"a".repeat(45)}]`
    ])
      expect(baseSubject(subject)).toBe("order 7")
    expect(baseSubject("Return: Order 7")).toBe("return: order 7")
    expect(baseSubject("Order 7 Re: x")).toBe("order 7 re: x")
    expect(baseSubject("\u00c4rger \u0130")).toBe("\u00c4rger \u0130")
    for (const empty of ["", " ", "Re:", "Fwd: re: "]) expect(baseSubject(empty)).toBe("")
    const marks = "re:".repeat(100_000)
    expect(baseSubject(`${marks}x`)).toBe("x")
  })

  it("[D8.4g] goes with its sender, and counts for nothing without one or without words", () => {
    expect(subjectForm("a@x.test", "Re: Hi")).toBe("subject\na@x.test\nhi")
    expect(subjectForm(null, "Re: Hi")).toBeNull()
    expect(subjectForm("a@x.test", "Re: ")).toBeNull()
  })
})
