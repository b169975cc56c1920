/** Which methods a path takes: what a 405 answers. */
import { HttpApi, type HttpApiGroup } from "effect/http-api"
import { Access } from "./principal.ts"
import type { MethodsOf } from "./problems/respond.ts"

export interface Path {
  readonly method: string
  /** With `:name` for what varies. */
  readonly path: string
}

export interface Endpoint extends Path {
  /** Group and name, as in the table of access. */
  readonly name: string
  /** Whether it asks for a session. */
  readonly guarded: boolean
}

/** Every endpoint of an API. */
export function endpointsOf<Id extends string, Groups extends HttpApiGroup.Constraint>(
  api: HttpApi.HttpApi<Id, Groups>
): ReadonlyArray<Endpoint> {
  const found: Array<Endpoint> = []
  HttpApi.reflect(api, {
    onGroup: () => {},
    onEndpoint: ({ group, endpoint: { identifier, method, path }, middleware }) => {
      const guarded = [...middleware].some(({ key }) => key === Access.key)
      found.push({ name: `${group.identifier}.${identifier}`, method, path, guarded })
    }
  })
  return found
}

const matcherOf = (path: string): RegExp => {
  const pattern = path.split("/").map((part) => (part.startsWith(":") ? "[^/]+" : part.replaceAll(".", "\\.")))
  return new RegExp(`^${pattern.join("/")}/?$`, "i")
}

function isEncoded(path: string): boolean {
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}

/** As the router reads paths: letter case and doubled slashes make no difference. GET answers HEAD too. O(paths). */
export function methodsOfPaths(paths: ReadonlyArray<Path>): MethodsOf {
  const known = paths.map(({ method, path }) => ({ method, matches: matcherOf(path) }))
  return (path) => {
    const methods = new Set<string>()
    if (!isEncoded(path)) return []
    const plain = path.replaceAll(/\/+/g, "/")
    for (const { method, matches } of known)
      if (matches.test(plain)) for (const one of method === "GET" ? ["GET", "HEAD"] : [method]) methods.add(one)
    return [...methods].sort()
  }
}
