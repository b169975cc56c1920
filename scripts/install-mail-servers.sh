#!/usr/bin/env bash
# Installs what the mail stack of the system tests needs from Debian's packages; does nothing when all of it is there.
# No service is started: the tests start their own.
set -euo pipefail

present() {
  [ -x /usr/sbin/dovecot ] && [ -x /usr/lib/dovecot/imap ] && [ -x /usr/lib/dovecot/lmtp ] &&
    [ -x /usr/lib/postfix/sbin/master ] && command -v openssl >/dev/null
}

present && exit 0
. "$(dirname "$0")/debian-packages.sh"
# Asked before the packages are there, so that nothing asks back.
[ "$(id -u)" -eq 0 ] && command -v debconf-set-selections >/dev/null &&
  echo "postfix postfix/main_mailer_type select No configuration" | debconf-set-selections
debian_packages install-mail-servers "Dovecot, Postfix and openssl installed by hand" \
  dovecot-imapd dovecot-lmtpd postfix openssl

present || { echo "install-mail-servers: installed, yet something is missing" >&2; exit 1; }
