#!/usr/bin/env bash
# Installs a Postgres server with its tools (pg_dump, pg_restore, psql) from Debian's packages, for the tests of backups; does
# nothing when a supported one is there. No service is started: the tests start their own.
set -euo pipefail

# As in packages/testkit/src/servers/postgres-binaries.ts.
oldest=15

present() {
  local folder major
  for folder in /usr/lib/postgresql/*/bin; do
    major=$(basename "$(dirname "$folder")")
    [[ "$major" =~ ^[0-9]+$ ]] && [ "$major" -ge "$oldest" ] || continue
    [ -x "$folder/postgres" ] && [ -x "$folder/initdb" ] && [ -x "$folder/pg_dump" ] && [ -x "$folder/pg_restore" ] &&
      [ -x "$folder/psql" ] && return 0
  done
  return 1
}

present && exit 0
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
  echo "install-postgres: needs root and apt-get (Debian), or a Postgres $oldest or newer installed by hand" >&2
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
apt-get update -qq
apt-get install -y -qq --no-install-recommends postgresql postgresql-client

present || { echo "install-postgres: installed, yet no Postgres $oldest or newer with its tools is there" >&2; exit 1; }
