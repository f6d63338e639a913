#!/bin/sh
# Watches and installs a real package in a new, empty project:  sh scripts/try.sh [is-number]
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
sh "$here/scripts/setup.sh"

trial=$(mktemp -d)
mkdir "$trial/project"
cd "$trial/project"
echo '{ "name": "trial", "version": "1.0.0", "private": true }' >package.json
# A history of its own: what is known is not watched again, and here is something to be seen every time.
SAFE_NPM_HISTORY="$trial/history.db"
export SAFE_NPM_HISTORY
[ $# -gt 0 ] || set -- is-number

show() { printf '\n$ %s\n' "$*"; }
show cd "$PWD"
show safe-npm install "$@"
node "$here/bin/safe-npm.js" install "$@"
show dsca history
node "$here/bin/dsca.js" history
