#!/bin/sh
# Watches and installs a real package in a new, empty project:  sh scripts/try.sh [is-number]
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
sh "$here/scripts/setup.sh"

project=$(mktemp -d)
cd "$project"
echo '{ "name": "trial", "version": "1.0.0", "private": true }' >package.json
[ $# -gt 0 ] || set -- is-number
echo "\$ cd $project"
echo "\$ safe-npm install $*"
node "$here/bin/safe-npm.js" install "$@"
echo "\$ dsca history"
node "$here/bin/dsca.js" history
