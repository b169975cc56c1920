/** The configuration of one Dovecot 2.3 and one Postfix 3 that know only each other, as texts. */
import { join } from "node:path"

/** A mailbox and its password. The address is lower case and plain: letters, digits, dots, hyphens, underscores. */
export interface MailAccount {
  readonly address: string
  readonly password: string
}

/** The loopback ports of one stack. */
export interface MailPorts {
  /** IMAP with STARTTLS on offer; plain login is allowed too. */
  readonly imapPlain: number
  /** IMAP in TLS from the first byte. */
  readonly imapTls: number
  /** SMTP as between servers: no login, unknown local recipients refused at RCPT. */
  readonly smtp: number
  /** Submission: STARTTLS and login demanded; unknown local recipients accepted, then bounced by mail. */
  readonly submission: number
  /** Submission in TLS from the first byte. */
  readonly smtps: number
}

/** All that the texts depend on. */
export interface MailPlan {
  readonly folder: string
  readonly ports: MailPorts
  readonly accounts: readonly MailAccount[]
  /** Domains that are ours besides those of the accounts: mail to an unknown address there is refused or bounced. */
  readonly domains: readonly string[]
  /** Domains whose mail goes to an SMTP server on this loopback port. */
  readonly routes: Readonly<Record<string, number>>
  readonly messageSizeBytesMax: number
}

/** The domain whose every recipient fails for good (5.1.1). */
export const HARD_BOUNCE_DOMAIN = "hard.test"
/** The domain whose every recipient fails for now (4.2.2): a "delayed" report after two seconds, a failure after eight. */
export const SOFT_BOUNCE_DOMAIN = "soft.test"

/** The certificate of both servers, for `localhost` and 127.0.0.1, signed by itself. */
export function certificatePath(folder: string): string {
  return join(folder, "certificate.pem")
}

/** The key of the certificate. */
export function keyPath(folder: string): string {
  return join(folder, "key.pem")
}

/** Every file of the configuration by its path inside the stack's folder. */
export function mailFiles(plan: MailPlan): Readonly<Record<string, string>> {
  return {
    "dovecot/dovecot.conf": dovecotConfig(plan),
    "dovecot/users": passwordFile(plan.accounts),
    "postfix/etc/main.cf": postfixMain(plan),
    "postfix/etc/master.cf": postfixMaster(plan.ports),
    "postfix/etc/dynamicmaps.cf": "",
    "postfix/etc/mailboxes": lines(plan.accounts.map(({ address }) => `${address} ok`)),
    "postfix/etc/transport": transports(plan)
  }
}

/** Base64, so that a password may hold the file's own separator. */
function passwordFile(accounts: readonly MailAccount[]): string {
  return lines(
    accounts.map(({ address, password }) => {
      const encoded = Buffer.from(password, "utf8").toString("base64")
      return `${address}:{PLAIN.b64}${encoded}::::::`
    })
  )
}

/**
 * Listener names stay relative to `base_dir`: absolute ones make Dovecot report duplicates. No delay after a wrong
 * password, nor a longer one for the next try from this address (`anvil-auth-penalty`), and room for the many connections of tests that run side by side.
 */
function dovecotConfig({ folder, ports }: MailPlan): string {
  return `base_dir = ${folder}/run
state_dir = ${folder}/run
instance_name = ${folder.split("/").at(-1) ?? "parley"}
listen = 127.0.0.1
protocols = imap lmtp
log_path = ${folder}/log/dovecot.log
ssl = yes
ssl_cert = <${certificatePath(folder)}
ssl_key = <${keyPath(folder)}
ssl_min_protocol = TLSv1.2
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_username_format = %Lu
auth_failure_delay = 0 secs
mail_max_userip_connections = 500
mail_location = maildir:${folder}/mail/%u
mailbox_idle_check_interval = 1 secs
mail_uid = mail
mail_gid = mail
first_valid_uid = 1
recipient_delimiter = +
passdb {
  driver = passwd-file
  args = username_format=%u ${folder}/dovecot/users
}
userdb {
  driver = static
  args = uid=mail gid=mail home=${folder}/mail/%u
}
${dovecotMailboxes()}${dovecotServices(ports)}`
}

/** The folders that every account has from the start. */
function dovecotMailboxes(): string {
  const mailbox = (name: string, auto: "subscribe" | "create"): string =>
    `  mailbox ${name} {\n    auto = ${auto}\n    special_use = \\${name}\n  }\n`
  const folders = [
    mailbox("Sent", "subscribe"),
    mailbox("Drafts", "create"),
    mailbox("Junk", "create"),
    mailbox("Archive", "create")
  ]
  return `namespace inbox {\n  inbox = yes\n${folders.join("")}}\n`
}

function dovecotServices(ports: MailPorts): string {
  return `service imap-login {
  process_limit = 500
  inet_listener imap {
    address = 127.0.0.1
    port = ${ports.imapPlain}
  }
  inet_listener imaps {
    address = 127.0.0.1
    port = ${ports.imapTls}
    ssl = yes
  }
}
service lmtp {
  unix_listener lmtp {
    mode = 0666
  }
}
service auth {
  unix_listener auth-smtp {
    mode = 0666
  }
}
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
`
}

/**
 * No outside world: every domain that is not ours and has no route fails at once. Retries and reports within seconds.
 */
function postfixMain(plan: MailPlan): string {
  const { folder } = plan
  return `compatibility_level = 3.6
queue_directory = ${folder}/postfix/spool
data_directory = ${folder}/postfix/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = ${folder}/postfix/data/maillog
maillog_file_prefixes = ${folder}
multi_instance_enable = no
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.parley.test
mydestination =
alias_maps =
alias_database =
local_recipient_maps =
local_transport = error:5.1.1 no local mailboxes
virtual_mailbox_domains = ${ownDomains(plan).join(", ")}
virtual_mailbox_maps = texthash:${folder}/postfix/etc/mailboxes
virtual_transport = lmtp:unix:${folder}/run/lmtp
lmtp_destination_recipient_limit = 1
transport_maps = texthash:${folder}/postfix/etc/transport
recipient_delimiter = +
smtpd_tls_cert_file = ${certificatePath(folder)}
smtpd_tls_key_file = ${keyPath(folder)}
smtpd_tls_security_level = may
smtpd_sasl_type = dovecot
smtpd_sasl_path = ${folder}/run/auth-smtp
smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination
mynetworks = 127.0.0.0/8
smtp_host_lookup = native
smtp_tls_security_level = none
message_size_limit = ${plan.messageSizeBytesMax}
mailbox_size_limit = 0
virtual_mailbox_limit = 0
maximal_queue_lifetime = 8s
bounce_queue_lifetime = 8s
delay_warning_time = 2s
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 2s
disable_vrfy_command = yes
smtpd_discard_ehlo_keywords =
`
}

/** The accounts' domains and the extra ones, each once. */
function ownDomains({ accounts, domains }: MailPlan): readonly string[] {
  const ofAccounts = accounts.map(({ address }) => address.slice(address.indexOf("@") + 1))
  return [...new Set([...ofAccounts, ...domains])]
}

/** The line for all else would swallow our own domains too, so each of them has its own. */
function transports(plan: MailPlan): string {
  return lines([
    ...ownDomains(plan).map((domain) => `${domain} lmtp:unix:${plan.folder}/run/lmtp`),
    ...Object.entries(plan.routes).map(([domain, port]) => `${domain} smtp:[127.0.0.1]:${port}`),
    `${HARD_BOUNCE_DOMAIN} error:5.1.1 no such user here`,
    `${SOFT_BOUNCE_DOMAIN} retry:4.2.2 mailbox full, try later`,
    "* error:5.4.4 no outside world"
  ])
}

/**
 * No service is chrooted: the folder holds no copy of the system's libraries. Port 25 offers no login, so it takes mail
 * while Dovecot is down.
 */
function postfixMaster({ smtp, submission, smtps }: MailPorts): string {
  const loggedIn =
    "-o smtpd_sasl_auth_enable=yes -o smtpd_relay_restrictions=permit_sasl_authenticated,reject" +
    " -o smtpd_client_restrictions=permit_sasl_authenticated,reject -o smtpd_reject_unlisted_recipient=no"
  return `127.0.0.1:${smtp} inet n - n - - smtpd
127.0.0.1:${submission} inet n - n - - smtpd -o smtpd_tls_security_level=encrypt ${loggedIn}
127.0.0.1:${smtps} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes ${loggedIn}
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
virtual unix - n n - - virtual
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
`
}

function lines(rows: readonly string[]): string {
  return rows.map((row) => `${row}\n`).join("")
}
