// Adds up vitest's JSON results:  node scripts/sum-tests.js FILE…  prints "N passed, N failed" as its last line.
// A file that is absent or cannot be read is a failure: a run that died must not look like one that passed.
import { readFileSync } from 'node:fs'

function failures(result) {
  const broken = result.testResults.filter(({ status, assertionResults }) => {
    return status === 'failed' && !assertionResults.some((test) => test.status === 'failed')
  })
  const tests = result.testResults.flatMap(({ assertionResults }) => assertionResults)
  const names = tests.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName)
  return [...broken.map(({ name, message }) => `${name}: ${message}`), ...names]
}

function read(file) {
  try {
    const result = JSON.parse(readFileSync(file, 'utf8'))
    return { passed: result.numPassedTests, failed: failures(result) }
  } catch (error) {
    return { passed: 0, failed: [`${file}: ${error.message}`] }
  }
}

const results = process.argv.slice(2).map(read)
const passed = results.reduce((sum, result) => sum + result.passed, 0)
const failed = results.flatMap((result) => result.failed)
for (const name of failed) console.log(`failed: ${name}`)
console.log(`${passed} passed, ${failed.length} failed`)
process.exitCode = failed.length === 0 && passed > 0 ? 0 : 1
