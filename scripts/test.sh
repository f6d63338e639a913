#!/bin/sh
# Installs what is missing and runs every test. What follows is handed to vitest:  sh scripts/test.sh [--project unit …]
set -eu
cd "$(dirname "$0")/.."
sh scripts/setup.sh --tests
exec npm test --silent -- "$@"
