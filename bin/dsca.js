#!/usr/bin/env node
import '../dist/cli/dsca.js'
