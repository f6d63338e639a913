#!/usr/bin/env node
require('../dist/start.cjs').startNpm('npx', process.argv.slice(2))
