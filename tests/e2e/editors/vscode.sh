#!/usr/bin/env bash
# vscode.sh
#
# Prints the folder of a VS Code to test with, fetching it first where needed, from npm packages alone:
#   node/bin/node     the Node that it needs
#   vscode/           the built workbench, server and extension host that code-server's package carries in lib/vscode
#   node_modules/     playwright-core, which drives it in Chromium
# It lives under $BURSAR_EDITORS (~/.cache/bursar/editors unless said). It appears whole or not at all.
set -euo pipefail

code_server=4.139.1 # VS Code 1.139.1
node=24.21.0
playwright=1.65.1
cache=${BURSAR_EDITORS:-${XDG_CACHE_HOME:-$HOME/.cache}/bursar/editors}
dest=$cache/vscode-$code_server-$playwright
say() { echo "vscode: $*" >&2; }
give_up() { say "$*" && exit 1; }

[ "$(uname -s)" = Linux ] || give_up "only Linux has the packages that this needs"
case $(uname -m) in
  x86_64) machine=x64 ;;
  aarch64) machine=arm64 ;;
  *) give_up "no packages for $(uname -m)" ;;
esac
command -v npm >/dev/null || give_up "no npm here"

mkdir -p "$cache"
exec 9>"$dest.lock" # one run at a time; the second finds it done
flock 9
if [ -e "$dest" ]; then echo "$dest" && exit 0; fi
rm -rf "$dest".new.*
work=$dest.new.$$
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/node"
cd "$work"
export npm_config_loglevel=error npm_config_update_notifier=false npm_config_audit=false npm_config_fund=false

say "fetching VS Code (code-server $code_server)"
tarball=$(npm pack --silent "node-linux-$machine@$node" | tail -1) || give_up "Node $node cannot be fetched"
tar xzf "$tarball" -C node --strip-components=1 package/bin
rm "$tarball"
PATH=$work/node/bin:$PATH
tarball=$(npm pack --silent "code-server@$code_server" | tail -1) || give_up "code-server $code_server cannot be fetched"
tar xzf "$tarball" --exclude=package/lib/vscode/extensions/copilot --exclude='*.map' package/lib/vscode
rm "$tarball"
mv package/lib/vscode vscode
rm -rf package

# Most of the disk, and nothing that a workbench and an extension host need.
(
  cd vscode
  for package in @github/copilot-sdk @microsoft/mxc-sdk @devcontainers/cli @vscode/sandbox-runtime \
    @vscode/windows-process-tree @vscode/windows-registry kerberos ssh2 @vscode/sqlite3; do
    npm pkg delete "dependencies.$package" 2>/dev/null
  done
  npm install --omit=dev --ignore-scripts --silent # not `npm ci`: the lock lacks an entry
  find node_modules/@vscode/ripgrep-universal/bin -mindepth 1 -maxdepth 1 ! -name "linux-$machine" -exec rm -rf {} +
  find node_modules/node-pty/prebuilds -mindepth 1 -maxdepth 1 ! -name "linux-$machine" -exec rm -rf {} +
) >&2 || give_up "the packages of VS Code cannot be fetched"
echo '{"private": true}' >package.json
npm install --silent --ignore-scripts --no-package-lock "playwright-core@$playwright" >&2 \
  || give_up "playwright-core $playwright cannot be fetched"
mv -T "$work" "$dest"
echo "$dest"
