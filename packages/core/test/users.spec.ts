/** A user's sign-in, language, preferences, password and connectivity: DOMAIN 7.6–7.8, 15.1, 15.2. */
import { describe, expect, it } from "vitest"
import { checkNewPassword, languageOf } from "../src/user/index.ts"
import { audienceOf, publish } from "../src/centre/index.ts"
import { agents, campaign, centre, signIn, signOut, user } from "./given.ts"
import type { Plain, Story } from "./story.ts"

type Preferences = Extract<Plain, { _tag: "ChangePreferences" }>["preferences"]

const prefer = (story: Story, preferences: Preferences) =>
  story.ask({ _tag: "ChangePreferences", userId: "ann", preferences })
const desk = ({ centre: { views }, state }: Story, userId = "ann") => views.desk(state, userId)
const recordSignIn = (story: Story, more: Partial<Extract<Plain, { _tag: "RecordSignIn" }>> = {}) =>
  story.ask({ _tag: "RecordSignIn", userId: "ann", role: "agent", ...more })

describe("preferences", () => {
  it("[D7.6a] are of language, of a dark theme or a light one, and of its primary colour", () => {
    const story = centre(user("ann"))
    prefer(story, { language: "es" })
    prefer(story, { theme: { dark: true, primary: "#aa0000" } })
    expect(desk(story)?.preferences).toMatchObject({ language: "es", theme: { dark: true, primary: "#aa0000" } })
    const [heard] = story.all("UserPreferencesChanged").slice(-1)
    if (heard === undefined) throw new Error("nothing was heard")
    const published = publish(heard)
    expect(published?.data).toMatchObject({ preferences: { language: "es", theme: { dark: true } } })
    expect(published && audienceOf(published)).toEqual({ campaign: null, agentId: "ann" })
  })

  it("[D7.6b] are of two backgrounds, colours or offered textures, with a warning when they are equal", () => {
    const story = centre(user("ann"))
    expect(prefer(story, { background: { kind: "texture", texture: "wood" } })).toBeNull()
    expect(prefer(story, { breakBackground: { kind: "texture", texture: "wood" } })).toEqual({
      warning: "backgrounds-equal"
    })
    expect(prefer(story, { breakBackground: { kind: "colour", colour: "#112233" } })).toBeNull()
    expect(desk(story)?.preferences).toMatchObject({
      background: { kind: "texture", texture: "wood" },
      breakBackground: { kind: "colour", colour: "#112233" }
    })
  })

  it("[D7.6c] are of an avatar: none, an image in the content store, or composed of parts", () => {
    const story = centre(user("ann"))
    expect(desk(story)?.preferences.avatar).toEqual({ kind: "none" })
    const image = { kind: "image", image: "content1" } as const
    prefer(story, { avatar: image })
    expect(desk(story)?.preferences.avatar).toEqual(image)
    const composed = { kind: "composed", parts: [{ part: "hair", choice: "curly" }] } as const
    prefer(story, { avatar: composed })
    expect(desk(story)?.preferences.avatar).toEqual(composed)
  })

  it("[D7.6d] of sound are heard from the next sign-in on, of an agent's session or of any other", () => {
    const story = centre(agents("ann"))
    prefer(story, { soundNotifications: false })
    expect(desk(story)).toMatchObject({ preferences: { soundNotifications: false }, sounding: true })
    signOut(story, "ann")
    signIn(story, "ann")
    expect(desk(story)).toMatchObject({ preferences: { soundNotifications: false }, sounding: false })
    prefer(story, { soundNotifications: true })
    expect(desk(story)?.sounding).toBe(false)
    recordSignIn(story)
    expect(desk(story)?.sounding).toBe(true)
  })

  it("[D7.6e] say per kind of notification which sound, how loud, and whether at all", () => {
    const story = centre(user("ann"))
    const chat = { kind: "chat", sound: "bell", volume: 80, on: true }
    const email = { kind: "email", sound: "drop", volume: 0, on: false }
    prefer(story, { sounds: [email, { ...chat, volume: 10 }, chat] })
    expect(desk(story)?.preferences.sounds).toEqual([chat, email])
    expect(() => prefer(story, { sounds: [{ ...chat, volume: 101 }] })).toThrow(/100/)
  })

  it("that are so already are no event; nobody's are another's", () => {
    const story = centre(user("ann"), user("bob"))
    prefer(story, { language: "es" })
    const log = story.log.length
    prefer(story, { language: "es" })
    expect(story.log.length).toBe(log)
    expect(desk(story, "bob")?.preferences.language).toBeNull()
    expect(story.refused({ _tag: "ChangePreferences", userId: "nobody", preferences: {} })).toMatchObject({
      _tag: "UserUnknown"
    })
  })
})

describe("the language of a session", () => {
  it("[D15.1a] is the one chosen, else the browser's, else the user's last, else English", () => {
    expect(languageOf({ chosen: "fr", browser: ["es-AR"], last: "pt" })).toBe("fr")
    expect(languageOf({ browser: ["*", "es-AR", "en"], last: "pt" })).toBe("es")
    expect(languageOf({ browser: [], last: "pt" })).toBe("pt")
    expect(languageOf({ last: null })).toBe("en")
  })

  it("[D15.1a] is the user's last from then on", () => {
    const story = centre(user("ann"))
    expect(recordSignIn(story)).toEqual({ language: "en" })
    expect(recordSignIn(story, { browserLanguages: ["pt-BR"] })).toEqual({ language: "pt" })
    expect(recordSignIn(story)).toEqual({ language: "pt" })
    expect(recordSignIn(story, { language: "fr", browserLanguages: ["pt-BR"] })).toEqual({ language: "fr" })
    expect(desk(story)?.preferences.language).toBe("fr")
  })
})

describe("a sign-in", () => {
  it("[D15.1a] takes a role that the user holds", () => {
    const story = centre(user("ann"))
    expect(story.refused({ _tag: "RecordSignIn", userId: "ann", role: "supervisor" })).toMatchObject({
      _tag: "RoleNotHeld",
      roles: ["agent"]
    })
    expect(recordSignIn(story, { role: "agent" })).toEqual({ language: "en" })
    expect(story.all("UserSignedIn")).toEqual([{ _tag: "UserSignedIn", userId: "ann", role: "agent", language: "en" }])
  })

  it("is refused to a user who is disabled, until they are enabled", () => {
    const story = centre(agents("ann"))
    const disable: Plain = { _tag: "DisableUser", userId: "ann" }
    expect(story.refused(disable)).toEqual({ _tag: "AgentIsConnected", agentId: "ann" })
    signOut(story, "ann")
    expect(story.send(disable)).toEqual([{ _tag: "UserDisabled", userId: "ann" }])
    expect(story.send(disable)).toEqual([])
    const refusal = { _tag: "UserIsDisabled", userId: "ann" }
    expect(story.refused({ _tag: "SignIn", agentId: "ann", sessionId: "s" })).toEqual(refusal)
    expect(story.refused({ _tag: "RecordSignIn", userId: "ann", role: "agent" })).toEqual(refusal)
    expect(story.send({ _tag: "EnableUser", userId: "ann" })).toEqual([{ _tag: "UserEnabled", userId: "ann" }])
    expect(signIn(story, "ann")).toHaveLength(2)
  })
})

describe("a new password", () => {
  const good = { oldMatches: true, old: "correct horse", next: "battery staple", repeat: "battery staple" }
  const tags = (change: Partial<typeof good>) => checkNewPassword({ ...good, ...change }).map(({ _tag }) => _tag)

  it("[D7.7] is refused with each failure named, by the field that it is in", () => {
    expect(checkNewPassword(good)).toEqual([])
    expect(tags({ oldMatches: false })).toEqual(["OldPasswordWrong"])
    expect(tags({ repeat: "battery stable" })).toEqual(["RepeatDiffers"])
    expect(tags({ next: "short", repeat: "short" })).toEqual(["NewPasswordTooShort"])
    expect(tags({ next: "x".repeat(1_025), repeat: "x".repeat(1_025) })).toEqual(["NewPasswordTooLong"])
    expect(tags({ next: good.old, repeat: good.old })).toEqual(["NewPasswordIsOld"])
    expect(checkNewPassword({ ...good, oldMatches: false, next: "short" })).toEqual([
      { _tag: "OldPasswordWrong", field: "old" },
      { _tag: "NewPasswordTooShort", field: "new", lengthMin: 8 },
      { _tag: "RepeatDiffers", field: "repeat" }
    ])
  })
})

describe("a client's connection", () => {
  const passed = { outcome: "passed", value: null } as const
  const results = {
    microphone: passed,
    webcam: { outcome: "failed", value: null, reason: "no device" },
    network: { outcome: "passed", value: "wifi" },
    connectivity: { outcome: "passed", value: "32 ms" },
    throughput: { outcome: "failed", value: "0.2 Mbit/s", reason: "below 1 Mbit/s" }
  } as const
  const shown = ({ centre: { views }, state }: Story) => views.connectivity(state, "ann")

  it("[D7.8a] is what it reports: five checks, each passed or failed, with a value and a reason", () => {
    const story = centre(user("ann"))
    expect(shown(story)).toEqual({ userId: "ann", connectivity: null, stun: null })
    story.send({ _tag: "RecordConnectivity", userId: "ann", results })
    expect(shown(story)?.connectivity).toEqual({ at: story.now, results })
    story.wait(60)
    const better = { ...results, webcam: passed }
    story.send({ _tag: "RecordConnectivity", userId: "ann", results: better })
    expect(shown(story)?.connectivity).toEqual({ at: story.now, results: better })
  })

  it("[D7.8b] is tried for media apart: STUN leaves the five as they were", () => {
    const story = centre(user("ann"))
    story.send({ _tag: "RecordConnectivity", userId: "ann", results })
    const before = shown(story)
    const result = { outcome: "failed", value: null, reason: "symmetric NAT" } as const
    story.send({ _tag: "RecordStun", userId: "ann", result })
    expect(shown(story)).toEqual({ ...before, stun: { at: story.now, result } })
  })
})

describe("a centre's content", () => {
  it("is kept, unless the centre says for how many days after a conversation has ended", () => {
    const story = centre()
    const days = () => story.centre.views.centre(story.state).contentDays
    expect(days()).toBeNull()
    expect(story.send({ _tag: "ChangeCentre", contentDays: null })).toEqual([])
    expect(story.send({ _tag: "ChangeCentre", contentDays: 90 })).toEqual([
      { _tag: "RetentionChanged", contentDays: 90 }
    ])
    expect(story.send({ _tag: "ChangeCentre", contentDays: 90, requeueAfterDisconnectSeconds: 600 })).toEqual([])
    story.restart()
    expect(days()).toBe(90)
    story.send({ _tag: "ChangeCentre", contentDays: null })
    expect(days()).toBeNull()
    for (const contentDays of [0, 1.5, 36_501])
      expect(() => story.send({ _tag: "ChangeCentre", contentDays })).toThrow("contentDays")
  })
})

describe("a centre's own mail", () => {
  const account = ({ centre: { views }, state }: Story) => views.centre(state).systemMail

  it("[D15.2c] goes out by the account of the campaign that the centre names", () => {
    const story = centre(campaign("sales"), campaign("office"))
    expect(account(story)).toBeNull()
    expect(story.refused({ _tag: "ChangeCentre", systemMail: "none" })).toMatchObject({ _tag: "CampaignUnknown" })
    story.send({ _tag: "ChangeCentre", systemMail: "office" })
    expect(account(story)).toBe("office")
    expect(story.send({ _tag: "ChangeCentre", systemMail: "office", requireVoiceMembership: false })).toEqual([])
    story.send({ _tag: "RemoveCampaign", campaign: "sales" })
    expect(account(story)).toBe("office")
    story.send({ _tag: "RemoveCampaign", campaign: "office" })
    expect(account(story)).toBeNull()
  })
})
