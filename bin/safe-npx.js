#!/usr/bin/env node
import '../dist/cli/safe-npx.js'
