/** Mails as a scripted server took them. */
import { simpleParser } from "mailparser"
import type { Servers } from "./campaign.ts"

/** The n-th mail the server took, read. */
export const taken = async ({ smtp }: Servers, nth = 1) =>
  simpleParser((smtp.contents[nth - 1] ?? "").replace(/\r\n\.\r\n$/, "\r\n").replaceAll("\r\n..", "\r\n."))

export const field = (mail: Awaited<ReturnType<typeof taken>>, name: string) =>
  mail.headerLines
    .find(({ key }) => key === name)
    ?.line.replace(/\r\n\s+/g, " ")
    .slice(name.length + 2) ?? null
