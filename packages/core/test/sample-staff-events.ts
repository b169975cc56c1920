/** One event of every kind of users' settings, breaks and watches. */
const user = { userId: "ann" }
const definition = { name: "Lunch", icon: "cup", colour: "#aa5500", maxMinutes: 30 }
const passed = { outcome: "passed", value: "20 Mbit/s" }
const failed = { outcome: "failed", value: null, reason: "no device" }
const screen = { supervisorId: "sue", agentId: "ann" }
const spy = { ...screen, interactionId: "i1", campaign: "sales" }
const preferences = {
  language: "es",
  theme: { dark: true, primary: "#1565c0" },
  background: { kind: "colour", colour: "#ffffff" },
  breakBackground: { kind: "texture", texture: "paper" },
  avatar: { kind: "composed", parts: [{ part: "hair", choice: "curly" }] },
  soundNotifications: false,
  sounds: [{ kind: "chat", sound: "bell", volume: 80, on: true }]
}

export const staffEvents = {
  UserDisabled: user,
  UserEnabled: user,
  UserPermissionsChanged: { ...user, permissions: { sees: "all", changes: ["sales"], actions: ["spy"] } },
  ScreenMonitoringSet: { ...user, allowed: true },
  UserPreferencesChanged: { ...user, preferences },
  UserSignedIn: { ...user, role: "supervisor", language: "es" },
  UserSignedOut: user,
  ConnectivityRecorded: {
    ...user,
    results: { microphone: passed, webcam: failed, network: passed, connectivity: passed, throughput: passed }
  },
  StunRecorded: { ...user, result: failed },
  BreakDefined: definition,
  BreakChanged: definition,
  BreakRemoved: { name: "Lunch" },
  SpyStarted: spy,
  SpyEnded: { ...spy, reason: "stopped" },
  ScreenMonitoringStarted: screen,
  ScreenMonitoringEnded: { ...screen, reason: "agent-gone" }
}
