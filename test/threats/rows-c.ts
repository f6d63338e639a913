import { cpus } from 'node:os'
import { expect } from 'vitest'
import { fixture } from '../helpers/fixtures.ts'
import { contact, lookup, plain, SEALED, scripted, sent } from './make.ts'
import { ROWS_C_AFTERWARDS } from './rows-c-afterwards.ts'
import type { Threat } from './threat.ts'

const LATER = { 'date.json': JSON.stringify({ after: Date.now() + 30 * 86_400_000 }) }
const OUTSIDE = (name: string) => `https://${name}.sends-secrets.example`

/** Disguise in sends-secrets.js, and the words for it. */
const DISGUISES: readonly (readonly [string, RegExp])[] = [
  ['plain', /in the body of POST/],
  ['base64-0', /base64/],
  ['base64-1', /base64/],
  ['base64-2', /base64/],
  ['base64-twice', /base64 in base64/],
  ['hex', /hex/],
  ['url', /URL|percent|%/i],
  ['reversed', /reversed/],
  ['gzip', /compressed/],
  ['deflate', /compressed/],
  ['brotli', /compressed/],
  ['header', /header/i],
  ['path', /path|URL|address/i],
  ['agent', /user-agent|header/i],
]

/** C. Hiding, until the moment of it. */
export const ROWS_C: readonly Threat[] = [
  {
    id: 'C1',
    name: 'where-am-i',
    title: 'looks for a sandbox: user, uid, host name, home, keys, memory, CI variables, tools, debugger',
    publish: [scripted('where-am-i')],
    verdict: 'suspicious',
    findings: [lookup(`cpus-${cpus().length}.where-am-i.example`)],
    note: 'It finds nothing and acts. The box has as many processors as this machine.',
    red: { none: 'a bare namespace has root and an empty home: it would notice' },
  },
  {
    id: 'C1',
    name: 'looks-for-container',
    title: 'acts only where there is no /.dockerenv',
    publish: [scripted('looks-for-container')],
    verdict: 'suspicious',
    findings: [lookup('no-container.looks-for-container.example')],
    on: {
      docker: {
        verdict: 'clean',
        findings: [],
        notSeen: 'Docker puts a /.dockerenv into every container, and it cannot be taken out.',
      },
    },
    red: { none: 'the machine that runs the tests may be a container' },
  },
  {
    id: 'C1',
    name: 'looks-at-first-process',
    title: 'acts only where the first process is none of a sandbox',
    publish: [scripted('looks-at-first-process')],
    verdict: 'suspicious',
    findings: [lookup('ordinary.looks-at-first-process.example')],
    on: {
      bubblewrap: {
        verdict: 'clean',
        findings: [],
        notSeen: "the first process of the box is bubblewrap's and says so.",
      },
    },
    red: { seen: ['ordinary.looks-at-first-process.example'] },
  },
  {
    id: 'C2',
    name: 'sleeps',
    title: 'waits for some seconds, at random',
    publish: [scripted('sleeps')],
    verdict: 'suspicious',
    findings: [lookup('awake.sleeps.example')],
    note: 'A script is awaited for as long as --timeout says (300 s).',
    red: { seen: ['awake.sleeps.example'] },
  },
  {
    id: 'C2',
    name: 'stays',
    title: 'leaves a process behind that waits for a minute',
    publish: [scripted('stays')],
    flags: ['--linger=2'],
    verdict: 'suspicious',
    findings: [{ code: 'process-survived' }],
    red: { none: 'it contacts nobody' },
  },
  ...seenDeeper('waits-for-date', 'waits until a date', { condition: '397 days from now', place: 'due' }),
  ...seenDeeper('only-in-ci', 'acts only in CI, when the scan is not run there', {
    condition: 'in CI',
    place: 'build',
  }),
  {
    id: 'C3',
    name: 'daemon-later',
    title: 'a detached daemon, forked twice, with an empty environment, calls after its script ended',
    publish: ['daemon-later'],
    verdict: 'suspicious',
    findings: [lookup('late.daemon-later.example')],
    red: { seen: ['late.daemon-later.example'], lingerMs: 4_000 },
  },
  {
    id: 'C4',
    name: 'reads-keys',
    title: 'reads an SSH key and cloud credentials',
    publish: ['reads-keys'],
    verdict: 'suspicious',
    findings: [
      { code: 'canary-read', detail: '~/.ssh/id_ed25519' },
      { code: 'canary-read', detail: '~/.aws/credentials' },
      { code: 'canary-read', detail: '~/.npmrc', severity: 'info' },
    ],
    red: { none: 'it contacts nobody' },
  },
  {
    id: 'C4',
    name: 'reads-variables',
    title: 'reads credentials in variables, and does nothing with them',
    publish: [scripted('reads-variables')],
    verdict: 'clean',
    findings: [],
    notSeen: 'a process reads its own variables without anybody noticing. Sending them is seen (C5).',
    red: { none: 'it contacts nobody' },
  },
  {
    id: 'C5',
    name: 'sends-secrets',
    title:
      'sends a token: plain, base64 (three alignments, twice), hex, URL-encoded, reversed, gzip, deflate, brotli; in a header, a path, a User-Agent, a name',
    publish: [scripted('sends-secrets')],
    verdict: 'malicious',
    findings: [
      ...DISGUISES.map(([label, how]) => sent(`${label}.sends-secrets.example`, how)),
      sent('sends-secrets.example', /hex, in names below/),
    ],
    check: ({ report }) => {
      const urls = report.runs.flatMap(({ requests }) => requests.map(({ url }) => url))
      expect(urls).toContain(`${OUTSIDE('plain')}/`)
    },
    red: {
      seen: [
        ...DISGUISES.map(([label]) => `${label}.sends-secrets.example`),
        '6e6f6e65.dns.sends-secrets.example',
      ],
    },
  },
  {
    id: 'C5',
    name: 'exfil-tcp',
    title: 'sends a variable reversed, behind filler, over a bare connection',
    publish: ['exfil-tcp'],
    verdict: 'malicious',
    findings: [sent('203.0.113.77', /AWS secret key.*reversed, in what was sent over tcp/)],
    red: { seen: ['tcp 203.0.113.77:443'] },
  },
  {
    id: 'C6',
    name: 'wipes',
    title: 'deletes a note in the home',
    publish: ['wipes'],
    verdict: 'malicious',
    findings: [{ code: 'file-deleted', detail: '~/notes.txt', severity: 'malicious' }],
    red: { none: 'it contacts nobody; test/e2e/canaries.test.ts shows that it acts' },
  },
  {
    id: 'C6',
    name: 'wipes-when-refused',
    title: 'deletes only when it cannot send, or is answered 401',
    publish: [scripted('wipes-when-refused')],
    verdict: 'suspicious',
    findings: [contact('drop.wipes-when-refused.example', 443, { detail: 'POST https://' })],
    check: ({ report }) => {
      expect(report.findings.filter(({ code }) => code === 'file-deleted')).toEqual([])
    },
    note: 'Strangers are answered 200, so it does not wipe; the contact is told, the wiping is not.',
    red: { seen: ['drop.wipes-when-refused.example'] },
  },
  {
    id: 'C7',
    name: 'hangs',
    title: 'a script that never ends',
    publish: ['hangs'],
    flags: ['--timeout=3'],
    verdict: 'inconclusive',
    findings: [{ code: 'watch-incomplete', detail: 'script-timeout', severity: 'inconclusive' }],
    note: 'Processes, memory and disk: test/e2e/limits.test.ts.',
    red: { none: 'it contacts nobody and never ends' },
  },
  {
    id: 'C7',
    name: 'floods',
    title: '20 MB of lines, 5,000 files, 25,000 names',
    publish: [scripted('floods', {}, SEALED)],
    verdict: 'suspicious',
    findings: [
      lookup('n0.floods.example'),
      { code: 'watch-incomplete', detail: 'evidence-limit', severity: 'inconclusive', package: null },
    ],
    note: 'That the evidence is cut is told beside what was seen of it: suspicious weighs more than inconclusive.',
    red: { seen: ['n0.floods.example'] },
  },
  ...ROWS_C_AFTERWARDS,
  {
    id: 'C12',
    name: 'other-platform',
    title: 'acts on Windows only',
    publish: [scripted('other-platform')],
    verdict: 'clean',
    findings: [],
    check: ({ report }) => expect(report.platform).toBe(`${process.platform}-${process.arch}`),
    notSeen:
      'on another platform it does nothing. The report says on which one it was watched, and the verdict holds for that one alone.',
    red: { none: 'it does nothing here' },
  },
  {
    id: 'C12',
    name: 'for-others',
    title: 'an optional dependency for another platform',
    publish: [
      plain('for-many', { optionalDependencies: { 'for-others': '1.0.0' } }),
      {
        ...fixture('looks-up'),
        manifest: {
          name: 'for-others',
          version: '1.0.0',
          os: ['aix'],
          scripts: { postinstall: 'node setup.js' },
        },
      },
    ],
    verdict: 'clean',
    findings: [],
    notSeen: 'npm leaves it out here, so that it neither runs nor comes in.',
    red: { none: 'npm leaves it out' },
  },
]

/** What acts only when something is so: not here and now, and with --deep all the same. */
function seenDeeper(
  name: string,
  title: string,
  { condition, place }: { readonly condition: string; readonly place: string },
): readonly Threat[] {
  const shared = {
    id: 'C2',
    publish: [scripted(name, {}, LATER)],
    red: { none: 'it does nothing here and now' },
  }
  return [
    {
      ...shared,
      ...{ name, title, verdict: 'clean', findings: [] },
      notSeen: 'a watch has one time and one set of variables: yours. --deep has others.',
    },
    {
      ...shared,
      ...{ name: `${name} deep`, title: `${title}; watched with --deep`, flags: ['--deep'] },
      verdict: 'suspicious',
      findings: [lookup(`${place}.${name}.example`, { condition })],
    },
  ]
}
