/** The Parley server: from flags and environment to an exit code. The command line is `main.ts`. */
export { loadConfig, type ConfigInvalid, type Sources } from "./config.ts"
export { EXIT_FAILED, EXIT_MISCONFIGURED, run, type Surroundings } from "./run.ts"
export { Config, LogLevel } from "./settings-schema.ts"
export { settings, type Setting } from "./settings.ts"
