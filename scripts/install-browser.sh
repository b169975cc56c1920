#!/usr/bin/env bash
# Installs the browser of the system tests, Debian's chromium, and a font; does nothing when it is there.
set -euo pipefail

present() { command -v chromium >/dev/null && chromium --version >/dev/null 2>&1; }

present && exit 0
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
  echo "install-browser: needs root and apt-get (Debian), or chromium installed by hand as /usr/bin/chromium" >&2
  exit 1
fi

export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core

present || { echo "install-browser: installed, yet it does not run" >&2; exit 1; }
