# Installs Debian packages; no service of theirs is started. Sourced by the `install-*.sh` beside it.
#   debian_packages NAME WITHOUT PACKAGE...   NAME: who asks; WITHOUT: what would do instead, for who cannot install

debian_packages() {
  local name=$1 without=$2
  shift 2
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "$name: needs root and apt-get (Debian), or $without" >&2
    return 1
  fi
  # Debian asks this file before it starts a service; 101 means no. The machine's own is put back.
  policy=/usr/sbin/policy-rc.d
  kept=$(mktemp -d)
  [ -e "$policy" ] && cp -p "$policy" "$kept/policy-rc.d"
  trap debian_policy_back EXIT
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "$@"
}

debian_policy_back() {
  if [ -e "$kept/policy-rc.d" ]; then cp -p "$kept/policy-rc.d" "$policy"; else rm -f "$policy"; fi
  rm -rf "$kept"
}
