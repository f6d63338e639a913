import { expect } from 'vitest'
import { lookup, plain, scripted } from './make.ts'
import { byName, twoVersions } from './runs.ts'
import type { Threat } from './threat.ts'

/** A. How code gets to run. */
export const ROWS_A: readonly Threat[] = [
  {
    id: 'A1',
    name: 'three-scripts',
    title: 'preinstall, install and postinstall of a direct dependency',
    publish: [
      scripted('three-scripts', {
        scripts: Object.fromEntries(
          ['preinstall', 'install', 'postinstall'].map((script) => [script, `node setup.js ${script}`]),
        ),
      }),
    ],
    verdict: 'suspicious',
    findings: (['preinstall', 'install', 'postinstall'] as const).map((script) =>
      lookup(`${script}.three-scripts.example`, { script }),
    ),
    red: {
      seen: ['preinstall', 'install', 'postinstall'].map((script) => `${script}.three-scripts.example`),
    },
  },
  {
    id: 'A1',
    name: 'deep-a',
    title: 'postinstall of a dependency three levels down',
    publish: ['deep-a', 'deep-b', 'deep-c'],
    blamed: 'deep-c@1.0.0',
    verdict: 'suspicious',
    findings: [lookup('beacon.deep-c.example', { path: ['deep-a', 'deep-b', 'deep-c'] })],
    red: { seen: ['beacon.deep-c.example'] },
  },
  {
    id: 'A2',
    name: 'fails-after-lookup',
    title: 'contacts, then exits 1 as if the installation had failed',
    publish: ['fails-after-lookup'],
    script: 'preinstall',
    verdict: 'suspicious',
    findings: [
      lookup('gone.fails-after-lookup.example'),
      { code: 'script-failed', severity: 'info', detail: 'exit 1' },
    ],
    red: { seen: ['gone.fails-after-lookup.example'], fails: true },
  },
  {
    id: 'A3',
    name: 'gyp-lookup',
    title: 'no scripts at all: a command in binding.gyp, run by the implicit node-gyp rebuild',
    publish: ['gyp-lookup'],
    script: 'install',
    verdict: 'suspicious',
    findings: [lookup('hidden.gyp-lookup.example')],
    red: { seen: ['hidden.gyp-lookup.example'] },
  },
  far('tarball', 'an https tarball', 'https://files.far.example/far.tgz', 'files.far.example'),
  far(
    'git',
    'a git repository with a prepare script',
    'git+https://git.far.example/far.git',
    'git.far.example',
  ),
  {
    id: 'A5',
    name: 'phantom',
    title: "a good package's new version adds one dependency, whose script is the payload",
    publish: [
      plain('steady'),
      plain('steady', { version: '1.0.1', dependencies: { phantom: '1.0.0' } }),
      scripted('phantom'),
    ],
    run: twoVersions('steady@1.0.0', 'steady@1.0.1'),
    specs: ['steady@1.0.1'],
    blamed: 'phantom@1.0.0',
    verdict: 'suspicious',
    findings: [lookup('payload.phantom.example', { path: ['steady', 'phantom'] })],
    note: 'The path names the package that brings it in. What is new in that one is not told.',
    red: { seen: ['payload.phantom.example'] },
  },
  {
    id: 'A6',
    name: 'bundles',
    title: 'a bundled dependency with a script',
    publish: ['bundles'],
    blamed: 'bundled-dep@1.0.0',
    verdict: 'suspicious',
    findings: [lookup('inside.bundled-dep.example', { path: ['bundles', 'bundled-dep'] })],
    red: { seen: ['inside.bundled-dep.example'] },
  },
  {
    id: 'A7',
    name: 'confused',
    title: 'manifest confusion: the registry says no scripts, the tarball has them',
    publish: [claiming('confused', {})],
    verdict: 'suspicious',
    findings: [
      { code: 'manifest-mismatch', detail: 'scripts postinstall', script: null, phase: null },
      lookup('hidden.confused.example'),
    ],
    red: {
      none: 'npm believes the registry and does not run it with --ignore-scripts and ci; npm install does',
    },
  },
  {
    id: 'A7',
    name: 'confused-name',
    title: 'manifest confusion: another name and version in the tarball',
    publish: [
      {
        manifest: { name: 'confused-name', version: '1.0.0' },
        files: plain('somebody-else', { version: '9.9.9' }).files,
      },
    ],
    verdict: 'suspicious',
    findings: [
      { code: 'manifest-mismatch', detail: 'name somebody-else', script: null, phase: null },
      { code: 'manifest-mismatch', detail: 'version 9.9.9', script: null, phase: null },
    ],
    red: { none: 'it runs nothing' },
  },
  {
    id: 'A7',
    name: 'confused-dependencies',
    title: 'manifest confusion: the registry claims a dependency that the tarball does not have',
    publish: [
      {
        manifest: { name: 'confused-dependencies', version: '1.0.0', dependencies: { plain: '1.0.0' } },
        files: plain('confused-dependencies').files,
      },
      'plain',
    ],
    verdict: 'suspicious',
    findings: [{ code: 'manifest-mismatch', detail: 'plain', script: null, phase: null }],
    red: { none: 'it runs nothing' },
  },
  {
    id: 'A8',
    name: 'two-entries',
    title: 'acts when it is imported, and otherwise by require than by import',
    publish: [
      plain(
        'two-entries',
        { exports: { import: './entry.mjs', require: './entry.cjs' } },
        {
          'entry.mjs': "import dns from 'node:dns'\ndns.lookup('esm.two-entries.example', () => {})\n",
          'entry.cjs': "require('node:dns').lookup('cjs.two-entries.example', () => {})\n",
        },
      ),
    ],
    script: 'import',
    verdict: 'suspicious',
    findings: ['esm', 'cjs'].map((entry) => lookup(`${entry}.two-entries.example`, { phase: 'import' })),
    note: 'Only packages that are named on the command line are loaded.',
    red: { seen: ['esm.two-entries.example', 'cjs.two-entries.example'], how: 'import' },
  },
  {
    id: 'A9',
    name: 'bin-lookup',
    title: 'acts when its executable is started (npx)',
    publish: ['bin-lookup'],
    run: byName('safe-npx', ['--strict'], ['bin-lookup', 'a']),
    script: 'bin',
    verdict: 'suspicious',
    findings: [lookup('started.bin-lookup.example', { phase: 'bin' })],
    red: { seen: ['started.bin-lookup.example'], how: 'bin' },
  },
  {
    id: 'A9',
    name: 'create-beacon',
    title: 'acts when it is started by npm init',
    publish: ['create-beacon'],
    run: byName('safe-npm', ['init', '--strict'], ['beacon']),
    script: 'bin',
    verdict: 'suspicious',
    findings: [lookup('started.create-beacon.example', { phase: 'bin' })],
    red: { seen: ['started.create-beacon.example'], how: 'bin' },
  },
  {
    id: 'A10',
    name: 'half-a',
    title: 'two packages that act only together',
    publish: [plain('half-a', {}, { 'key.js': '' }), scripted('half-b')],
    specs: ['half-a', 'half-b'],
    blamed: 'half-b@1.0.0',
    verdict: 'suspicious',
    findings: [lookup('together.half-b.example')],
    red: { seen: ['together.half-b.example'] },
  },
  {
    id: 'A10',
    name: 'half-b',
    title: 'one half of two that act only together, alone',
    publish: [scripted('half-b')],
    verdict: 'clean',
    findings: [],
    notSeen:
      'alone it does nothing. It is watched anew with its other half: what is asked for together is watched together.',
    red: { none: 'it does nothing' },
  },
  {
    id: 'A11',
    name: 'writes-shell',
    title: 'persistence: one line more in the start file of the shell',
    publish: ['writes-shell'],
    verdict: 'suspicious',
    findings: [{ code: 'file-changed', detail: '~/.bashrc' }],
    red: { none: 'it contacts nobody; test/e2e/canaries.test.ts shows that it acts' },
  },
  {
    id: 'A11',
    name: 'persists',
    title: 'persistence: files that act at the next login, in a coding assistant, in CI',
    publish: ['persists'],
    verdict: 'suspicious',
    findings: [
      { code: 'file-changed', detail: '~/.config/systemd/user/sync.service (started at every login)' },
      { code: 'file-changed', detail: '~/.claude/settings.json (read by a coding assistant)' },
      { code: 'file-changed', detail: './.github/workflows/release.yml (run by CI)' },
    ],
    red: { none: 'it contacts nobody' },
  },
  {
    id: 'A11',
    name: 'rewrites-sibling',
    title: 'persistence: one line more in the code of another package',
    publish: ['rewrites-sibling', 'rewritten'],
    verdict: 'suspicious',
    findings: [{ code: 'package-changed', detail: './node_modules/rewritten/index.js (of rewritten@1.0.0)' }],
    red: { none: 'it contacts nobody' },
  },
  {
    id: 'A11',
    name: 'git-hooks',
    title: 'persistence: a git hook in the project',
    publish: [scripted('git-hooks')],
    verdict: 'clean',
    findings: [{ code: 'file-changed', detail: './.git/hooks/pre-commit', severity: 'info' }],
    note: 'Told as information: that is what installers of git hooks are for.',
    red: { none: 'it contacts nobody' },
  },
  {
    id: 'A12',
    name: 'restores-manifest',
    title: 'takes its script out of its own manifest, and itself away, once it has run',
    publish: ['restores-manifest'],
    verdict: 'suspicious',
    findings: [
      lookup('restores-manifest.example'),
      {
        code: 'package-changed',
        severity: 'info',
        detail: './node_modules/restores-manifest/package.json (its own manifest',
      },
    ],
    red: { seen: ['restores-manifest.example'] },
  },
]

/** A4. A package that does not come from the registry, two optional dependencies deep. */
function far(kind: string, what: string, spec: string, place: string): Threat {
  const [root, holder] = [`nests-${kind}`, `holds-${kind}`]
  return {
    id: 'A4',
    name: root,
    title: `${what}, nested in optional dependencies`,
    publish: [
      plain(root, { optionalDependencies: { [holder]: '1.0.0' } }),
      plain(holder, { optionalDependencies: { far: spec } }),
    ],
    verdict: 'suspicious',
    findings: [{ code: 'foreign-source', place, package: 'far', version: null, script: null, phase: null }],
    check: ({ code, stderr }) => {
      expect(code).toBe(101)
      expect(stderr).toContain('nobody was contacted')
    },
    note: 'Asked before anybody is contacted: nothing is fetched, cloned or prepared.',
    red: { none: 'npm fetches it while it resolves; test/e2e/foreign-source.test.ts shows it' },
  }
}

/** What the registry is told of a package that is another. */
function claiming(name: string, claims: object) {
  return { manifest: { name, version: '1.0.0', ...claims }, files: scripted(name).files }
}
