import { describe, expect, it } from "vitest"
import { EXAMPLE_FILE, ListFileReader, type ListPart } from "./list-file.ts"
import { readVariables } from "./list-variables.ts"

const target = { dialer: "Spring", campaign: "Sales" }

const read = (...chunks: ReadonlyArray<string>): ListPart => {
  const reader = new ListFileReader(target)
  const parts = [...chunks.map((chunk) => reader.push(chunk)), reader.end()]
  return { records: parts.flatMap(({ records }) => records), errors: parts.flatMap(({ errors }) => errors) }
}
const record = (line: string) => read(line).records[0]
const variables = (text: string) => readVariables(text)?.map(({ name, value }) => `${name}=${value}`)

describe("A list file", () => {
  it("[D9.5a] has six columns apart by semicolons", () => {
    expect(read('Sales;ana@example.com;Hello;token1,token2;"name":"Ana";5')).toEqual({
      records: [
        {
          row: 1,
          line: 1,
          address: "ana@example.com",
          message: "Hello",
          attachments: ["token1", "token2"],
          variables: [{ name: "name", value: "Ana" }],
          priority: 5
        }
      ],
      errors: []
    })
    expect(read("Sales;a;;;;;extra").errors).toEqual([{ line: 1, column: null, fault: "too-many-columns" }])
  })

  it("[D9.5b] its campaign is the dialer's name or its campaign's; an empty campaign or email is an error", () => {
    const { records, errors } = read("Sales;a\nSpring;b\nOther;c\n;d\nSales; \n")
    expect(records.map(({ address }) => address)).toEqual(["a", "b"])
    expect(errors).toEqual([
      { line: 3, column: 1, fault: "campaign-differs" },
      { line: 4, column: 1, fault: "campaign-empty" },
      { line: 5, column: 2, fault: "email-empty" }
    ])
  })

  it("[D9.5c] a malformed address is accepted", () => {
    for (const address of ["nonsense", "a@b@c", "two@x.com two@y.com"])
      expect(record(`Sales;${address}`)).toMatchObject({ address })
  })

  it("[D9.5e] attachments are the tokens that uploads returned", () => {
    expect(record("Sales;a;;up-1 , up-2,;;")).toMatchObject({ attachments: ["up-1", "up-2"] })
    const many = Array.from({ length: 21 }, (_, n) => `t${n}`).join()
    expect(read(`Sales;a;;${many}`).errors).toEqual([{ line: 1, column: 4, fault: "too-many" }])
  })

  it("[D9.5f] variables come in the documented form, the older one, with the documents' typo, and re-saved by Excel", () => {
    expect(variables('"a":"x","b":"y"')).toEqual(["a=x", "b=y"])
    expect(variables('"a" : "x" , "b" : "y"')).toEqual(["a=x", "b=y"])
    expect(variables("a=x:b=y")).toEqual(["a=x", "b=y"])
    expect(variables(" a = x : b = y ")).toEqual(["a=x", "b=y"])
    expect(variables("at=12:30:b=y")).toEqual(["at=12:30", "b=y"])
    expect(variables('"a":"x,"b":"y"')).toEqual(["a=x", "b=y"])
    expect(record('Sales;a;;;"""a"":""x"",""b"":""y""";1')?.variables).toEqual([
      { name: "a", value: "x" },
      { name: "b", value: "y" }
    ])
    expect(record('Sales;a;;;"a":"x,"b":"y";7')).toMatchObject({
      variables: [
        { name: "a", value: "x" },
        { name: "b", value: "y" }
      ],
      priority: 7
    })
    expect(variables("")).toEqual([])
    for (const unreadable of ["nonsense", '"a"', '"":"x"', "=x"]) expect(readVariables(unreadable)).toBeNull()
    expect(read("Sales;a;;;nonsense").errors).toEqual([{ line: 1, column: 5, fault: "variables-unreadable" }])
  })

  it("[D9.5g] of a repeated variable the last value holds", () => {
    expect(variables('"a":"x","b":"y","a":"z"')).toEqual(["a=z", "b=y"])
    expect(variables("a=x:b=y:a=z")).toEqual(["a=z", "b=y"])
  })

  it("[D9.5i] the best priority is 1, 9999 when there is none, and rows keep the order of the file", () => {
    const { records, errors } = read(
      "Sales;a;;;;3\nSales;b\nSales;c;;;;1\nSales;d;;;;0\nSales;e;;;;10000\nSales;f;;;;x"
    )
    expect(records.map(({ row, address, priority }) => [row, address, priority])).toEqual([
      [1, "a", 3],
      [2, "b", 9_999],
      [3, "c", 1]
    ])
    expect(errors.map(({ line, column, fault }) => [line, column, fault])).toEqual([
      [4, 6, "priority-unreadable"],
      [5, 6, "priority-unreadable"],
      [6, 6, "priority-unreadable"]
    ])
  })

  it("[D9.5j] columns at the end may be missing; marks, line ends, quoted separators and blank lines are borne", () => {
    const { records, errors } = read('\ufeffSales;a\r\n\r\n  \rSales;b;"x; ""y""";;"v":"1;2"\nSales;c;;;;')
    expect(errors).toEqual([])
    expect(records.map(({ address, message }) => [address, message])).toEqual([
      ["a", null],
      ["b", 'x; "y"'],
      ["c", null]
    ])
    expect(records[1]?.variables).toEqual([{ name: "v", value: "1;2" }])
    expect(records.map(({ line }) => line)).toEqual([1, 4, 5])
  })

  it("[D9.5k] a first row whose first cell is campaign is a header; later it is a row like any other", () => {
    expect(read("Campaign;email\nSales;a").records.map(({ row, address }) => [row, address])).toEqual([[1, "a"]])
    expect(read("Sales;a\ncampaign;b").errors).toEqual([{ line: 2, column: 1, fault: "campaign-differs" }])
  })

  it("[D9.5l] errors name the line and the column, and the rows around them are kept", () => {
    const { records, errors } = read('Sales;a;"open;;;5\nSales;b;"two\nlines";;;x\nSales;c')
    expect(errors).toEqual([
      { line: 1, column: 3, fault: "quote-unclosed" },
      { line: 2, column: 6, fault: "priority-unreadable" }
    ])
    expect(records.map(({ line, address }) => [line, address])).toEqual([[4, "c"]])
  })

  it("[D9.5n] the example file reads without an error", () => {
    const reader = new ListFileReader({ dialer: "Sales", campaign: "Sales" })
    const parts = [reader.push(EXAMPLE_FILE), reader.end()]
    expect(parts.flatMap(({ errors }) => errors)).toEqual([])
    expect(parts.flatMap(({ records }) => records).map(({ priority }) => priority)).toEqual([1, 9_999, 9_999])
  })

  it("[D9.5o] rows go out as their chunks come in: what is kept does not grow with the file", () => {
    const reader = new ListFileReader(target)
    const chunk = Array.from({ length: 100 }, (_, n) => `Sales;a${n}@example.com;;;"n":"${n}";\n`).join("")
    let count = 0
    for (let n = 0; n < 300; n++) {
      const { records, errors } = reader.push(chunk)
      expect([records.length, errors.length]).toEqual([100, 0])
      count += records.length
    }
    expect(reader.end().records).toEqual([])
    expect(count).toBe(30_000)
  })
})
