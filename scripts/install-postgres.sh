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
. "$(dirname "$0")/debian-packages.sh"
debian_packages install-postgres "a Postgres $oldest or newer installed by hand" postgresql postgresql-client

present || { echo "install-postgres: installed, yet no Postgres $oldest or newer with its tools is there" >&2; exit 1; }
