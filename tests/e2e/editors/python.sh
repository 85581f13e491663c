#!/usr/bin/env bash
# python.sh VERSION
#
# Prints the path of a Python of this version, fetching it first where a Debian suite has it: 3.13 or 3.14.
# It lives under $BURSAR_EDITORS (~/.cache/bursar/editors unless said).
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
case $1 in
  3.13) suite=trixie ;;
  3.14) suite=forky ;;
  *) echo "python: no Debian suite has Python $1 to unpack" >&2 && exit 1 ;;
esac
dest=${BURSAR_EDITORS:-${XDG_CACHE_HOME:-$HOME/.cache}/bursar/editors}/python-$1
"$here/debian-unpack.sh" "$suite" "python$1" "$dest" "usr/bin/python$1"
"$dest/usr/bin/python$1" --version >/dev/null
echo "$dest/usr/bin/python$1"
