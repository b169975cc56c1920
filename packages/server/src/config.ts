/** The configuration of this process, from its flags, environment and file, in this order; what is wrong is named. */
import { readFileSync } from "node:fs"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { Config } from "./settings-schema.ts"
import { FILE_DEFAULT, FILE_VARIABLE, settingNames, settings, type Setting } from "./settings.ts"

/** All that is wrong with the configuration, a line each. */
export class ConfigInvalid {
  readonly _tag = "ConfigInvalid"
  readonly faults: ReadonlyArray<string>
  constructor(faults: ReadonlyArray<string>) {
    this.faults = faults
  }
}

export interface Sources {
  readonly flags: ReadonlyArray<string>
  readonly environment: { readonly [name: string]: string | undefined }
  /** The text of a file; null when there is none. Throws when it cannot be read. */
  readonly readFile: (path: string) => string | null
}

export const readTextFile = (path: string): string | null => {
  try {
    return readFileSync(path, "utf8")
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null
    throw error
  }
}

/** A value as it was said, and where. */
interface Said {
  readonly by: string
  readonly value: unknown
}

type Name = keyof Config
type Values = Map<Name, Said>

/** The configuration, or every fault of it. */
export function loadConfig({ flags, environment, readFile }: Sources): Result.Result<Config, ConfigInvalid> {
  const faults: Array<string> = []
  const values: Values = new Map()
  fromFile(environment[FILE_VARIABLE], readFile, { values, faults })
  fromEnvironment(environment, { values, faults })
  fromFlags(flags, { values, faults })
  const said: Record<string, unknown> = {}
  for (const name of settingNames) {
    const given = values.get(name)
    said[name] = given === undefined ? settings[name].fallback : given.value
    if (given === undefined || Schema.is(Config.fields[name])(given.value)) continue
    faults.push(faultOf(settings[name], given))
  }
  if (faults.length > 0) return Result.fail(new ConfigInvalid(faults))
  return Result.mapError(Schema.decodeUnknownResult(Config)(said), (error) => new ConfigInvalid([error.message]))
}

interface Gathered {
  readonly values: Values
  readonly faults: Array<string>
}

function fromFile(path: string | undefined, readFile: Sources["readFile"], { values, faults }: Gathered): void {
  const file = path ?? FILE_DEFAULT
  const content = parsed(file, readFile, path !== undefined)
  if (typeof content === "string") return void faults.push(content)
  for (const [key, value] of Object.entries(content)) {
    const name = settingNames.find((one) => one === key)
    if (name === undefined) faults.push(unknown(`"${key}" in ${file}`, key, namesInFile))
    else if (!settings[name].inFile)
      faults.push(`"${key}" in ${file} has no place there: give it as ${settings[name].variable}`)
    else values.set(name, { by: `"${key}" in ${file}`, value })
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** The file's object, or what is wrong with it. */
function parsed(file: string, readFile: Sources["readFile"], wanted: boolean): object | string {
  const read = Result.try({ try: () => readFile(file), catch: reasonOf })
  if (Result.isFailure(read)) return `${file} cannot be read: ${read.failure}`
  const text = read.success
  if (text === null) return wanted ? `${FILE_VARIABLE}: there is no file ${file}` : {}
  const json = Result.try({ try: (): unknown => JSON.parse(text), catch: reasonOf })
  if (Result.isFailure(json)) return `${file} cannot be read as JSON: ${json.failure}`
  const value = json.success
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value
  return `${file}: expected an object of settings`
}

function fromEnvironment(environment: Sources["environment"], { values, faults }: Gathered): void {
  for (const [variable, text] of Object.entries(environment)) {
    const name = settingNames.find((one) => settings[one].variable === variable)
    const isOurs = variable.startsWith("PARLEY_") && variable !== FILE_VARIABLE
    if (text === undefined || (!isOurs && name === undefined)) continue
    // Source: OpenTelemetry, environment variables: an empty value is as if there were none.
    if (!isOurs && text === "") continue
    if (name === undefined) faults.push(unknown(variable, variable, variables))
    else values.set(name, { by: variable, value: fromText(settings[name], text) })
  }
}

function fromFlags(flags: ReadonlyArray<string>, { values, faults }: Gathered): void {
  for (let index = 0; index < flags.length; index++) {
    const [flag = "", inline] = (flags[index] ?? "").split(/=(.*)/s)
    const name = settingNames.find((one) => settings[one].flag === flag)
    if (name === undefined) faults.push(unknown(flag === "" ? '""' : flag, flag, FLAGS))
    else if (name === "demo") {
      if (inline === undefined) values.set(name, { by: flag, value: false })
      else faults.push(`${flag} takes no value`)
    } else {
      const text = inline ?? flags[++index] ?? ""
      values.set(name, { by: flag, value: fromText(settings[name], text) })
    }
  }
}

/** What a text stands for: a number or a truth value where the setting is one. */
function fromText({ fallback, isNumber = false }: Setting, text: string): unknown {
  const isNumeric = typeof fallback === "number" || fallback === "off" || isNumber
  if (isNumeric) return /^\d+$/.test(text) ? Number(text) : text
  if (typeof fallback === "boolean") return text === "true" ? true : text === "false" ? false : text
  return text
}

const FLAGS = [...settingNames.flatMap((name) => settings[name].flag ?? []), "--help"]
const namesInFile = settingNames.filter((name) => settings[name].inFile)
const variables = [...settingNames.map((name) => settings[name].variable), FILE_VARIABLE]

const faultOf = ({ secret, right }: Setting, { by, value }: Said): string =>
  `${by} is ${secret ? "not right" : JSON.stringify(value)}; right is ${right}`

function unknown(by: string, name: string, known: ReadonlyArray<string>): string {
  const near = known.find((one) => isNear(one, name))
  return `${by} is unknown${near === undefined ? `; known are ${known.join(", ")}` : `; did you mean ${near}?`}`
}

/** Edits that still count as a slip of the hand. */
const SLIPS_MAX = 2

/** Whether few letters tell two names apart. O(product of the lengths). */
function isNear(one: string, other: string): boolean {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (const [i, letter] of Array.from(one.toLowerCase()).entries()) {
    const next = [i + 1]
    for (const [j, against] of Array.from(other.toLowerCase()).entries())
      next.push(Math.min((row[j] ?? 0) + (letter === against ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    row = next
  }
  return (row[other.length] ?? 0) <= SLIPS_MAX
}
