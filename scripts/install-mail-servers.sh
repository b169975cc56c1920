#!/usr/bin/env bash
# Installs what the mail stack of the system tests needs from Debian's packages; does nothing when all of it is there.
# No service is started: the tests start their own.
set -euo pipefail

present() {
  [ -x /usr/sbin/dovecot ] && [ -x /usr/lib/dovecot/imap ] && [ -x /usr/lib/dovecot/lmtp ] &&
    [ -x /usr/lib/postfix/sbin/master ] && command -v openssl >/dev/null
}

present && exit 0
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
  echo "install-mail-servers: needs root and apt-get (Debian), or Dovecot, Postfix and openssl installed by hand" >&2
  exit 1
fi

# Debian asks this file before it starts a service; 101 means no. The machine's own is put back.
policy=/usr/sbin/policy-rc.d
kept=$(mktemp -d)
[ -e "$policy" ] && cp -p "$policy" "$kept/policy-rc.d"
restore() {
  if [ -e "$kept/policy-rc.d" ]; then cp -p "$kept/policy-rc.d" "$policy"; else rm -f "$policy"; fi
  rm -rf "$kept"
}
trap restore EXIT
printf '#!/bin/sh\nexit 101\n' >"$policy"
chmod 755 "$policy"

export DEBIAN_FRONTEND=noninteractive
echo "postfix postfix/main_mailer_type select No configuration" | debconf-set-selections
apt-get update -qq
apt-get install -y -qq --no-install-recommends dovecot-imapd dovecot-lmtpd postfix openssl

present || { echo "install-mail-servers: installed, yet something is missing" >&2; exit 1; }
