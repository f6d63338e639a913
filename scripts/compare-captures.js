// Compares the names that `dsca pcap --json` finds in captures with those that tshark finds, and prints a table.
//   npm run build && node scripts/compare-captures.js FOLDER…
// Files are looked for below each folder. Exits with 1 if a difference has no reason that is known.
import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { compareCapture } from './captures/compare.js'
import { comparisonTable } from './captures/table.js'

const CAPTURE = /\.(?:pcap|pcapng|cap|trace|dump)$/i

const folders = process.argv.slice(2)
if (folders.length === 0) {
  console.error('usage: node scripts/compare-captures.js FOLDER…')
  process.exit(2)
}

const rows = []
for (const folder of folders) {
  for (const path of capturesBelow(folder)) {
    rows.push({ folder, file: relative(folder, path), ...compareCapture(path) })
  }
}
console.log(comparisonTable(rows))
process.exitCode = rows.some((row) => row.verdict === 'unexplained') ? 1 : 0

function capturesBelow(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && CAPTURE.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort()
}
