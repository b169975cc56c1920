/** The HTTP API of Parley: routes, sessions, access and the documents that describe them. */
export { Api } from "./api.ts"
export {
  createAdministrator,
  makeOneTimeLink,
  Refused,
  setPassword,
  type Account,
  type OneTimeLink
} from "./first-start.ts"
export { httpLayer, type ExtraRoute, type HttpNeeds, type HttpOptions } from "./http-layer.ts"
export { defaultLimits, GRACEFUL_SHUTDOWN_MS, type Limits, type PasswordCost } from "./limits.ts"
