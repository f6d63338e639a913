import { describe, expect, it } from 'vitest'
import type { CheckContext, CheckStatus, DoctorCheck } from '../../../src/cli/doctor/check.ts'
import { factsOf, reasonsOf } from '../../../src/cli/doctor/docker-check.ts'
import { installLine, packageManager } from '../../../src/cli/doctor/install-line.ts'
import { removedText } from '../../../src/cli/doctor/leftovers-check.ts'
import { isNewEnough } from '../../../src/cli/doctor/node-check.ts'
import { doctorExitCode, type Examined, runChecks } from '../../../src/cli/doctor/run-checks.ts'
import { UsageError } from '../../../src/cli/error.ts'
import { takeOwnFlags } from '../../../src/cli/own-flags.ts'

it.each([
  ['20.18.1', false],
  ['20.19.0', true],
  ['22.0.0', true],
  ['18.20.0', false],
])('Node %s is new enough: %s', (version, enough) => {
  expect(isNewEnough(version)).toBe(enough)
})

const RELEASES = {
  debian: 'PRETTY_NAME="Debian GNU/Linux 12"\nID=debian\n',
  mint: 'ID=linuxmint\nID_LIKE="ubuntu debian"\n',
  fedora: 'VERSION_ID=41\nID=fedora\n',
  rocky: 'ID="rocky"\nID_LIKE="rhel centos fedora"\n',
  arch: 'ID=arch\n',
  alpine: 'ID=alpine\n',
  suse: 'ID="opensuse-leap"\nID_LIKE="suse opensuse"\n',
  unknown: 'ID=constructor\n',
}

it.each([
  ['debian', 'sudo apt-get install bubblewrap tcpdump util-linux'],
  ['mint', 'sudo apt-get install bubblewrap tcpdump util-linux'],
  ['fedora', 'sudo dnf install bubblewrap tcpdump util-linux'],
  ['rocky', 'sudo dnf install bubblewrap tcpdump util-linux'],
  ['arch', 'sudo pacman -S bubblewrap tcpdump util-linux'],
  ['alpine', 'sudo apk add bubblewrap tcpdump util-linux-misc setpriv'],
  ['suse', 'sudo zypper install bubblewrap tcpdump util-linux'],
  ['unknown', "install bwrap, tcpdump, unshare, setpriv with your system's package manager"],
] as const)('%s: %s', (release, line) => {
  expect(installLine(['bwrap', 'tcpdump', 'unshare', 'setpriv'], RELEASES[release], false)).toBe(line)
})

it('needs no sudo as root, and believes ID before ID_LIKE', () => {
  expect(installLine(['ip'], RELEASES.debian, true)).toBe('apt-get install iproute2')
  expect(packageManager('ID_LIKE=debian\nID=fedora\n')).toBe('dnf')
})

const result = (kind: Examined['kind'], status: CheckStatus): Examined => ({
  kind,
  status,
  name: 'x',
  detail: '',
})

it.each([
  ['all fine', [result('engine', 'ok'), result('other', 'ok')], 0],
  ['a warning', [result('engine', 'ok'), result('other', 'warn')], 0],
  ['one engine of two', [result('engine', 'fail'), result('engine', 'ok')], 0],
  ['no engine', [result('engine', 'fail'), result('engine', 'warn'), result('other', 'ok')], 103],
  ['no engine and more', [result('engine', 'fail'), result('other', 'fail')], 103],
  ['something else', [result('engine', 'ok'), result('other', 'fail')], 105],
] as const)('%s: exit %#', (_what, results, code) => {
  expect(doctorExitCode(results)).toBe(code)
})

it('an engine that was asked for has to work', () => {
  const engines = [
    { ...result('engine', 'ok'), name: 'bubblewrap' },
    { ...result('engine', 'fail'), name: 'docker' },
  ]
  expect(['auto', 'bubblewrap', 'docker'].map((wanted) => doctorExitCode(engines, wanted))).toEqual([
    0, 0, 103,
  ])
})

it.each([
  [{ folders: 0, containers: 0, images: 0, volumes: 0 }, 'nothing was left behind'],
  [{ folders: 1, containers: 0, images: 0, volumes: 0 }, 'removed 1 folder that killed runs had left'],
  [
    { folders: 0, containers: 2, images: 1, volumes: 1 },
    'removed 2 containers, 1 unfinished image and 1 unfinished volume that killed runs had left',
  ],
])('%j: %s', (removed, text) => {
  expect(removedText(removed)).toBe(text)
})

const refused = {
  url: 'unix:///run/x.sock',
  from: 'default socket',
  detail: 'permission denied',
  fix: 'join',
}

it('says every place where a daemon was looked for, and one line to type', () => {
  const podman = { ...refused, from: 'Podman', detail: 'nobody listens', fix: null }
  expect(reasonsOf({ daemon: null, image: null, refused: [podman, refused] })).toEqual({
    detail: 'Podman: nobody listens',
    more: ['default socket: permission denied'],
    fix: 'join',
  })
})

it('says where the daemon is, its image, and what was passed over', () => {
  const daemon = { name: 'Docker 27', url: 'unix:///run/y.sock', from: 'rootless Docker' }
  expect(factsOf({ daemon, image: null, refused: [refused] }, daemon)).toEqual({
    detail: 'Docker 27 at unix:///run/y.sock (rootless Docker)',
    more: [
      'no image yet: it is built on first use, or by dsca image build',
      'passed over: default socket: permission denied',
    ],
  })
})

describe('runChecks', () => {
  const context: CheckContext = {
    settings: takeOwnFlags([], {}).own,
    env: {},
    home: '/',
    onProgress: () => {},
  }
  const check = (name: string, run: DoctorCheck['run']): DoctorCheck => ({ kind: 'other', name, run })

  it('goes on when a check throws, and says why it failed', async () => {
    const checks = [
      check('first', () => Promise.reject(new UsageError('it is broken', 'mend it'))),
      check('second', async () => ({ name: 'second', status: 'ok', detail: 'fine' })),
    ]
    const results: Examined[] = []
    for await (const one of runChecks(checks, context)) results.push(one)
    expect(results).toEqual([
      { kind: 'other', name: 'first', status: 'fail', detail: 'it is broken. mend it' },
      { kind: 'other', name: 'second', status: 'ok', detail: 'fine' },
    ])
  })
})
