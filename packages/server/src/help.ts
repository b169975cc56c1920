/** What `--help` prints, and the table of the operating guide: both from the settings' own table. */
import { FILE_DEFAULT, FILE_VARIABLE, settingNames, settings } from "./settings.ts"

const WIDTH = 24

const lineOf = (name: string, about: string): string => `  ${name.padEnd(WIDTH)}${about}`

export const helpText = (): string =>
  [
    "Parley: the core of a contact centre, its HTTP API and its live board.",
    "",
    "  npm start -- [flags]        parley [flags]",
    "  npm run verify -- [centre]  parley verify [centre …]    whether the logs are as they were written",
    "  npm run archive -- [flags]  parley archive --before DATE  old parts of the logs into files",
    "  npm run simulate -- [flags] parley simulate [flags]     a queue played on the production step",
    "",
    "Flags",
    lineOf("--no-demo", "an empty centre: no demonstration runs in it"),
    lineOf("--port N", settings.port.about),
    lineOf("--strategies MODULE", settings.strategies.about),
    lineOf("--fixture FILE", settings.fixture.about),
    lineOf("--help", "this text"),
    "",
    `Settings, from the environment or from ${FILE_DEFAULT} (${FILE_VARIABLE} names another file)`,
    ...settingNames.map((name) => {
      const { variable, about, fallback } = settings[name]
      return lineOf(variable, fallback === null ? about : `${about} Default: ${String(fallback)}`)
    }),
    "",
    "docs/operating/configuration.md says more.",
    ""
  ].join("\n")

const code = (text: string): string => `\`${text}\``

/** The Markdown table of all settings, a row each. */
export const settingsTable = (): ReadonlyArray<string> => [
  `| environment | ${code(FILE_DEFAULT)} | flag | default | right is | what it is |`,
  "|---|---|---|---|---|---|",
  ...settingNames.map((name) => {
    const { variable, inFile, flag, fallback, right, about } = settings[name]
    const standard = fallback === null ? "none" : code(String(fallback))
    return `| ${code(variable)} | ${inFile ? code(name) : "never"} | ${flag === null ? "" : code(flag)} | ${standard} | ${right} | ${about} |`
  })
]
