#!/usr/bin/env bash
# debian-unpack.sh SUITE PACKAGE DEST PROGRAM...
#
# Unpacks PACKAGE of another Debian suite, with everything it needs (glibc too), under DEST, and patches each PROGRAM
# (a path under DEST) to start from there. The system's packages and /etc/apt stay as they are; the mirror is the
# machine's own. DEST appears whole or not at all: whatever is cut short is thrown away by the next run.
set -euo pipefail

suite=$1 package=$2 dest=$3
shift 3
say() { echo "debian-unpack: $*" >&2; }
give_up() { say "$*" && exit 1; }

command -v apt-get >/dev/null || give_up "no apt-get here, so no $package of Debian $suite"
patchelf=${PATCHELF:-$(command -v patchelf || true)}
[ -x "$patchelf" ] || give_up "no patchelf here: set PATCHELF"

mkdir -p "$(dirname "$dest")"
exec 9>"$dest.lock" # one run at a time for each DEST; the second finds it done
flock 9
[ ! -e "$dest" ] || exit 0
rm -rf "$dest".new.*
work=$dest.new.$$
trap 'rm -rf "$work"' EXIT
mkdir -p "$work"/apt/{lists/partial,cache/archives/partial,parts} "$work"/{packages,root}

sources=/etc/apt/sources.list.d/debian.sources
[ -f "$sources" ] || sources=/etc/apt/sources.list
mirror=$(sed -nE 's/^URIs:[[:space:]]*(\S+).*/\1/p; s/^deb (\[[^]]*\] )?(\S+).*/\2/p' "$sources" | head -1)
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
if [ -z "$mirror" ] || [ ! -f "$keyring" ]; then give_up "not a Debian machine, so no $package of Debian $suite"; fi
echo "deb [signed-by=$keyring] $mirror $suite main" >"$work/apt/sources.list"
: >"$work/apt/status" # nothing counts as installed, so the list of packages is the whole closure
private=(
  -o Dir::Etc::SourceList="$work/apt/sources.list" -o Dir::Etc::SourceParts="$work/apt/parts"
  -o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts="$work/apt/parts"
  -o Dir::State::Lists="$work/apt/lists" -o Dir::State::status="$work/apt/status" -o Dir::Cache="$work/apt/cache"
  -o APT::Sandbox::User="$(id -un)" -o Acquire::Retries=3 -o Acquire::Languages=none
)

say "fetching $package of Debian $suite"
apt-get "${private[@]}" update -qq >&2 || give_up "the package lists of Debian $suite cannot be fetched"
apt-get "${private[@]}" install -qq -y --no-install-recommends --print-uris "$package" \
  | sed -nE "s/^'.*' ([^_ ]+)_\S+.*/\1/p" | sort >"$work/closure"
[ -s "$work/closure" ] || give_up "Debian $suite has no $package"
(cd "$work/packages" && xargs apt-get "${private[@]}" download -qq <"$work/closure") >&2 \
  || give_up "the packages of $package of Debian $suite cannot be fetched"
for archive in "$work"/packages/*.deb; do dpkg -x "$archive" "$work/root"; done
rm -rf "$work"/root/usr/share/{doc,man,locale,bug,lintian}

# DT_RPATH (--force-rpath), not RUNPATH: it serves the libraries' own dependencies too. The loader is patched in, since
# such programs start themselves again through /proc/self/exe.
loader=$(find "$work/root" -name 'ld-linux*.so.?' -path '*/lib*/*' ! -type d | sort | tail -1)
loader=${loader#"$work/root/"}
libraries=$(dirname "$(find "$work/root" -name libc.so.6 | head -1)")
libraries=${libraries#"$work/root/"}
for program in "$@"; do
  "$patchelf" --set-interpreter "$dest/$loader" --force-rpath --set-rpath "$dest/$libraries" "$work/root/$program"
done
mv -T "$work/root" "$dest"
