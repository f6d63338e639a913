#!/usr/bin/env node
void import('../dist/cli/dsca.js')
