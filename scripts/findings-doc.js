// Writes docs/findings.md anew, from the texts that `dsca explain` prints:  npm run docs:findings
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { EXPLAINED } from '../dist/report/explain/lookup.js'
import { findingsPage } from './findings/page.js'

writeFileSync(fileURLToPath(new URL('../docs/findings.md', import.meta.url)), findingsPage(EXPLAINED))
