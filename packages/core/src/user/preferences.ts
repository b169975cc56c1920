/** How a user has their desk: language, colours, avatar, sounds. */
import * as Schema from "effect/Schema"
import { Colour, ConfigName, ContentId, wholeNumber } from "../kernel/fields.ts"
import { Language } from "./language.ts"

/** Pictures that a background may be tiled with. */
export const Texture = Schema.Literals(["paper", "linen", "concrete", "wood", "waves"])
export const Background = Schema.Union([
  Schema.Struct({ kind: Schema.Literal("colour"), colour: Colour }),
  Schema.Struct({ kind: Schema.Literal("texture"), texture: Texture })
])

/** Parts of a composed avatar, at most. */
export const AVATAR_PARTS_MAX = 20

/** None: initials are shown. An image lies in the content store; a composed one is drawn from its parts. */
export const Avatar = Schema.Union([
  Schema.Struct({ kind: Schema.Literal("none") }),
  Schema.Struct({ kind: Schema.Literal("image"), image: ContentId }),
  Schema.Struct({
    kind: Schema.Literal("composed"),
    parts: Schema.Array(Schema.Struct({ part: ConfigName, choice: ConfigName })).check(
      Schema.isMaxLength(AVATAR_PARTS_MAX)
    )
  })
])

/** Sounds that are configured, at most: one for each kind of notification. */
export const SOUNDS_MAX = 64

/** `campaign-status`, `chat`, `gamification`, `custom`, or a channel's name; an unknown one never sounds. */
export const Sound = Schema.Struct({
  kind: ConfigName,
  sound: ConfigName,
  /** Percent. */
  volume: wholeNumber(0, 100),
  on: Schema.Boolean
})

const fields = {
  theme: Schema.Struct({ dark: Schema.Boolean, primary: Colour }),
  background: Background,
  breakBackground: Background,
  avatar: Avatar,
  /** As it was set; what sounds now is decided at sign-in. */
  soundNotifications: Schema.Boolean,
  sounds: Schema.Array(Sound).check(Schema.isMaxLength(SOUNDS_MAX))
}

/** `language`: the last one; null until there was one. */
export const Preferences = Schema.Struct({ language: Schema.NullOr(Language), ...fields })
export type Preferences = typeof Preferences.Type

export const PreferencesChange = Schema.Struct({
  language: Schema.optionalKey(Language),
  theme: Schema.optionalKey(fields.theme),
  background: Schema.optionalKey(Background),
  breakBackground: Schema.optionalKey(Background),
  avatar: Schema.optionalKey(Avatar),
  soundNotifications: Schema.optionalKey(Schema.Boolean),
  sounds: Schema.optionalKey(fields.sounds)
})
export type PreferencesChange = typeof PreferencesChange.Type

export const preferencesAtFirst: Preferences = {
  language: null,
  theme: { dark: false, primary: "#1565c0" },
  background: { kind: "colour", colour: "#ffffff" },
  breakBackground: { kind: "colour", colour: "#9e9e9e" },
  avatar: { kind: "none" },
  soundNotifications: true,
  sounds: []
}

/** Of a kind that is configured twice the last holds; by kind ascending. */
export const changed = (before: Preferences, change: PreferencesChange): Preferences => ({
  ...before,
  ...change,
  sounds: [...new Map((change.sounds ?? before.sounds).map((one) => [one.kind, one])).values()].sort((a, b) =>
    a.kind < b.kind ? -1 : 1
  )
})
