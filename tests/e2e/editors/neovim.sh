#!/usr/bin/env bash
# neovim.sh SUITE
#
# Prints the path of a Neovim to test with, fetching it first where needed: trixie has 0.10, forky what is newest.
# It lives under $BURSAR_EDITORS (~/.cache/bursar/editors unless said).
set -euo pipefail

suite=$1
here=$(cd "$(dirname "$0")" && pwd)
cache=${BURSAR_EDITORS:-${XDG_CACHE_HOME:-$HOME/.cache}/bursar/editors}
dest=$cache/neovim-$suite
"$here/debian-unpack.sh" "$suite" neovim "$dest" usr/bin/nvim
if [ ! -x "$dest/nvim" ]; then
  printf '#!/bin/sh\nVIMRUNTIME="%s" exec "%s" "$@"\n' "$dest/usr/share/nvim/runtime" "$dest/usr/bin/nvim" >"$dest/nvim.$$"
  chmod +x "$dest/nvim.$$"
  mv "$dest/nvim.$$" "$dest/nvim"
fi
"$dest/nvim" --version >/dev/null
echo "$dest/nvim"
