#!/usr/bin/env bash
# emacs.sh
#
# Prints the path of an Emacs 30 to test with: eglot shows inlay hints since 30's own. Where there is none and this runs
# as root (a pipeline), it comes from Debian's backports; nobody else's machine is changed.
set -euo pipefail

give_up() { echo "emacs: $*" >&2 && exit 1; }
find_it() {
  local found
  found=$(command -v emacs) || return 1
  "$found" --batch --eval '(kill-emacs (if (>= emacs-major-version 30) 0 1))' >/dev/null 2>&1 && echo "$found"
}

if find_it; then exit 0; fi
[ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || give_up "no Emacs 30 here: install it"
exec 9>"${TMPDIR:-/tmp}/bursar-emacs.lock"
flock 9
if find_it; then exit 0; fi

sources=/etc/apt/sources.list.d/debian.sources
[ -f "$sources" ] || sources=/etc/apt/sources.list
mirror=$(sed -nE 's/^URIs:[[:space:]]*(\S+).*/\1/p; s/^deb (\[[^]]*\] )?(\S+).*/\2/p' "$sources" | head -1)
release=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
[ -n "$mirror" ] && [ -n "$release" ] || give_up "not a Debian machine"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial"
chmod -R a+rX "$work"
for suite in "$release" "$release-backports"; do echo "deb $mirror $suite main"; done >"$work/sources.list"
private=(
  -o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts=/dev/null -o Dir::State::Lists="$work/lists"
  -o APT::Sandbox::User=root -o Acquire::Retries=3 -o Acquire::Languages=none
)
export DEBIAN_FRONTEND=noninteractive
echo "installing Emacs from $release-backports" >&2
{ apt-get "${private[@]}" update -qq \
  && apt-get "${private[@]}" install -qq -y -t "$release-backports" --no-install-recommends emacs-nox; } >&2 \
  || give_up "Emacs cannot be installed"
find_it || give_up "the Emacs of Debian $release-backports is older than 30"
