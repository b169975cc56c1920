#!/usr/bin/env bash
# Installs the browser of the system tests, Debian's chromium, and a font; does nothing when it is there.
set -euo pipefail

present() { command -v chromium >/dev/null && chromium --version >/dev/null 2>&1; }

present && exit 0
. "$(dirname "$0")/debian-packages.sh"
debian_packages install-browser "chromium installed by hand as /usr/bin/chromium" chromium fonts-dejavu-core

present || { echo "install-browser: installed, yet it does not run" >&2; exit 1; }
