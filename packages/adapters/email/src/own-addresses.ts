/** Addresses that are ours: whoever writes from one of them is no client. */
import { normalAddress } from "./identity.ts"
import type { EmailSettings } from "./settings.ts"

/** `support+anything@x` is `support@x`: what follows a plus is the owner's own business. Source: RFC 5233, 1. */
export const withoutDetail = (address: string): string => address.replace(/\+[^@]*@/, "@")

/** The addresses of one mailbox: the one it sends from and, where it is an address, its account. */
export const mailboxAddresses = ({ address, account }: EmailSettings): ReadonlySet<string> =>
  new Set([address, normalAddress(account) ?? address].map(withoutDetail))

/** Whether an address in normal form is one of these, whatever its detail. */
export const isOneOf = (addresses: ReadonlySet<string>, address: string): boolean =>
  addresses.has(withoutDetail(address))
