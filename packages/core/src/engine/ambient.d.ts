/** What the engine uses of the platform, the same in Node, browsers and workers. Nothing of it shows in public types. */
type AmbientKey = import("./content/platform.ts").PlatformKey

declare const crypto: {
  readonly randomUUID: () => string
  readonly getRandomValues: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>
  readonly subtle: {
    readonly importKey: (
      format: "raw",
      bytes: Uint8Array,
      algorithm: string | { readonly name: string; readonly hash?: string },
      extractable: boolean,
      usages: ReadonlyArray<string>
    ) => Promise<AmbientKey>
    readonly deriveBits: (
      algorithm: { readonly name: "HKDF"; readonly hash: string; readonly salt: Uint8Array; readonly info: Uint8Array },
      key: AmbientKey,
      bits: number
    ) => Promise<ArrayBuffer>
    readonly encrypt: (algorithm: AesGcm, key: AmbientKey, bytes: Uint8Array) => Promise<ArrayBuffer>
    readonly decrypt: (algorithm: AesGcm, key: AmbientKey, bytes: Uint8Array) => Promise<ArrayBuffer>
    readonly sign: (algorithm: "HMAC", key: AmbientKey, bytes: Uint8Array) => Promise<ArrayBuffer>
    readonly digest: (algorithm: "SHA-256", bytes: Uint8Array) => Promise<ArrayBuffer>
  }
}

interface AesGcm {
  readonly name: "AES-GCM"
  readonly iv: Uint8Array
  readonly additionalData: Uint8Array
}

declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>
}

declare class TextDecoder {
  constructor(label?: string, options?: { readonly fatal?: boolean })
  decode(bytes: Uint8Array): string
}

declare function btoa(text: string): string
declare function atob(text: string): string

interface AbortSignal {
  readonly aborted: boolean
  readonly reason: unknown
  addEventListener(type: "abort", listener: () => void, options?: { readonly once?: boolean }): void
  removeEventListener(type: "abort", listener: () => void): void
}
