/** The live board: a page at `/` and its few files, read once at start, served under a strict policy. */
import { readFile } from "node:fs/promises"
import type { ExtraRoute } from "@parley/http"
import * as Effect from "effect/Effect"
import { HttpServerResponse } from "effect/http"

/** Beside this module, in the sources as in the bundle. */
const FOLDER = new URL("./board/", import.meta.url)

interface BoardFile {
  readonly path: `/${string}`
  readonly file: string
  readonly contentType: string
}

const script = (file: string): BoardFile => ({
  path: `/board/${file}`,
  file,
  contentType: "text/javascript; charset=utf-8"
})

export const boardFiles: ReadonlyArray<BoardFile> = [
  { path: "/", file: "index.html", contentType: "text/html; charset=utf-8" },
  { path: "/board/board.css", file: "board.css", contentType: "text/css; charset=utf-8" },
  { path: "/board/icon.svg", file: "icon.svg", contentType: "image/svg+xml" },
  script("board.js"),
  script("dom.js"),
  script("events.js"),
  script("format.js"),
  script("stream.js"),
  script("tables.js")
]

/** Nothing from elsewhere, nothing inline, in nobody's frame. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'"
].join("; ")

const headers = {
  "content-security-policy": CONTENT_SECURITY_POLICY,
  // A new version is seen at the next load.
  "cache-control": "no-cache"
}

export const boardRoutes: Effect.Effect<ReadonlyArray<ExtraRoute>> = Effect.forEach(
  boardFiles,
  ({ path, file, contentType }) =>
    Effect.map(
      Effect.promise(() => readFile(new URL(file, FOLDER))),
      (bytes) => ({
        method: "GET" as const,
        path,
        handler: () => Effect.succeed(HttpServerResponse.uint8Array(bytes, { contentType, headers }))
      })
    )
)
