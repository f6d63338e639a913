#!/usr/bin/env node
require('../dist/start.cjs').startNpm('npm', process.argv.slice(2))
