// Writes docs/detection.md anew, of what the tests of the table of threats see on both engines:  npm run docs:detection
// With a folder that holds both results already (e2e.json, docker.json) nothing is run:  -- FOLDER
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { detectionPage } from './detection/page.js'

const given = process.argv[2]
const folder = given ?? mkdtempSync(join(tmpdir(), 'detection-'))
console.log(`results: ${folder}`)
const results = ['e2e', 'docker'].flatMap((project) => {
  const file = join(folder, `${project}.json`)
  if (given === undefined || !existsSync(file)) runTests(project, file)
  return JSON.parse(readFileSync(file, 'utf8'))
})
writeFileSync(fileURLToPath(new URL('../docs/detection.md', import.meta.url)), detectionPage(results))

function runTests(project, file) {
  const args = ['vitest', 'run', '--project', project, 'test/e2e/threats.test.ts']
  const env = { ...process.env, SAFE_NPM_THREAT_RESULTS: file }
  const { status } = spawnSync('npx', args, { stdio: 'inherit', env })
  // A page of what failed would say something else than the tests.
  if (status !== 0) process.exit(status ?? 1)
}
