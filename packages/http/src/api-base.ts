/** What all groups of the API share: its name, and how strictly requests are read. */
import { HttpApi, OpenApi } from "effect/http-api"

const strict = { errors: "all", onExcessProperty: "error" } as const

/** The API without its groups. Unknown fields of a body and unknown queries are errors: they are mistakes. */
export const base = HttpApi.make("parley")
  .annotate(HttpApi.PayloadParseOptions, strict)
  .annotate(HttpApi.QueryParseOptions, strict)
  .annotate(HttpApi.ParamsParseOptions, { errors: "all" })
  .annotate(HttpApi.HeadersParseOptions, { errors: "all" })
  .annotateMerge(
    OpenApi.annotations({
      title: "Parley",
      version: "1",
      description:
        "A contact centre over HTTP. Instants are whole milliseconds since the epoch, UTC; durations say their unit in their name. Every error is an RFC 9457 problem."
    })
  )
