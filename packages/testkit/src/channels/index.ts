/** Channels without a world, one for each kind: for tests, and for who writes an adapter. */
export { Asynchronous, ASYNCHRONOUS } from "./asynchronous.ts"
export { FakeChannel } from "./fake-channel.ts"
export { LiveText, LIVE_TEXT } from "./live-text.ts"
export { LiveVoice, LIVE_VOICE, type Outside } from "./live-voice.ts"
export { referenceOf } from "./sending.ts"
