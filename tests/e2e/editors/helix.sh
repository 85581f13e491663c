#!/usr/bin/env bash
# helix.sh
#
# Prints the path of a Helix to test with (Debian trixie's), fetching it first where needed.
# It lives under $BURSAR_EDITORS (~/.cache/bursar/editors unless said).
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
dest=${BURSAR_EDITORS:-${XDG_CACHE_HOME:-$HOME/.cache}/bursar/editors}/helix-trixie
"$here/debian-unpack.sh" trixie hx "$dest" usr/lib/hx/hx
"$dest/usr/lib/hx/hx" --version >/dev/null
echo "$dest/usr/lib/hx/hx"
