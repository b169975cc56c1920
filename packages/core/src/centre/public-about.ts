/** The form of a public event, as its schemas are made. */
import * as Schema from "effect/Schema"

/** `interactions/<id>`, `agents/<id>`, `campaigns/<name>`, `channels/<name>`, `users/<id>`, `contacts/<id>`, `sources/<id>`, `chats/<id>`, `notices/<id>`, `templates/<name, percent-encoded>` or `centre`. */
const Subject = Schema.String.check(Schema.isPattern(/^(?:centre|[a-z]+\/[A-Za-z0-9._:@+%-]+)$/))

export const about = <const Type extends string, Fields extends Schema.Struct.Fields>(type: Type, data: Fields) =>
  Schema.Struct({
    type: Schema.Literal(`cc.${type}.v1`),
    subject: Subject,
    /** Events of one key are to be kept in order: the aggregate's id. */
    partitionKey: Schema.String,
    data: Schema.Struct(data)
  })
