/** A key as the platform's crypto holds it: it can be used and not be read. */
export interface PlatformKey {
  readonly type: string
}
