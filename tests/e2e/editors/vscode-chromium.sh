#!/usr/bin/env bash
# vscode-chromium.sh
#
# Prints the path of a Chromium to drive VS Code with. Where there is none and this runs as root (a pipeline), apt-get
# installs it; nobody else's machine is changed.
set -euo pipefail

find_it() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
if ! find_it >/dev/null; then
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || { echo "no Chromium here: install it" >&2 && exit 1; }
  exec 9>"${TMPDIR:-/tmp}/bursar-chromium.lock"
  flock 9
  if ! find_it >/dev/null; then
    echo "installing Chromium" >&2
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update -qq && apt-get install -qq -y --no-install-recommends chromium fonts-dejavu-core; } >&2 \
      || { echo "Chromium cannot be installed" >&2 && exit 1; }
  fi
fi
find_it
