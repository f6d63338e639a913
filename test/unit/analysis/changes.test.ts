import { describe, expect, it } from 'vitest'
import { analyse } from '../../../src/analysis/analyse.ts'
import type { FileEvent, Finding } from '../../../src/model/index.ts'
import { evidenceOf, packageOf, runOf } from './evidence.ts'

const event = (path: string, change: Partial<FileEvent> = {}): FileEvent => ({
  ...{ time: 101, run: null, root: 'project', path, decoy: false, change: 'created' },
  ...change,
})
const home = (path: string, change: Partial<FileEvent> = {}) => event(path, { root: 'home', ...change })
const found = (files: readonly FileEvent[], more = {}): readonly Finding[] =>
  analyse(evidenceOf({ files, ...more })).findings

describe('what acts later', () => {
  it.each([
    ['.config/systemd/user/sync.service', 'started at every login'],
    ['.config/autostart/x.desktop', 'started at every login'],
    ['.zshrc', 'read by every shell'],
    ['.ssh/authorized_keys', 'decides who may log in, and where to'],
    ['.claude/settings.json', 'read by a coding assistant'],
    ['.config/Code/User/tasks.json', 'run by the editor'],
    ['.local/bin/node', 'in the search path of commands'],
  ])('~/%s', (path, why) => {
    expect(found([home(path)])).toMatchObject([
      {
        ...{ code: 'file-changed', severity: 'suspicious', package: 'p1', script: 'postinstall' },
        ...{ phase: 'install', path: ['top@1.0.0', 'p1@1.0.0'], detail: `~/${path} (${why})`, time: 101 },
      },
    ])
  })

  it.each([
    ['.github/workflows/release.yml', 'run by CI'],
    ['.vscode/tasks.json', 'run by the editor'],
    ['.mcp.json', 'read by a coding assistant'],
    ['CLAUDE.md', 'read by a coding assistant'],
    ['package.json', 'decides what is installed'],
  ])('./%s', (path, why) => {
    expect(found([event(path, { change: 'written' })])).toMatchObject([
      { code: 'file-changed', severity: 'suspicious', detail: `./${path} (${why})` },
    ])
  })
})

describe('what is only told', () => {
  it('git hooks in the project, caches in the home', () => {
    const files = [event('.git/hooks/pre-commit'), home('.cache/a/1'), home('.cache/a/2'), home('.cache/b')]
    expect(found(files).map(({ severity, detail, count }) => [severity, detail, count])).toEqual([
      ['info', './.git/hooks/pre-commit (run by git)', 1],
      ['info', '~/.cache/a/1 and 1 more', 2],
      ['info', '~/.cache/b', 1],
    ])
  })

  it('its own manifest', () => {
    expect(found([event('node_modules/p1/package.json', { change: 'written' })])).toMatchObject([
      { code: 'package-changed', severity: 'info', package: 'p1' },
    ])
  })
})

describe('other packages', () => {
  const inOther = event('node_modules/p2/index.js', { change: 'written' })

  it('whoever writes into the folder of another one is named, and not the other one', () => {
    expect(found([inOther, event('node_modules/p2/lib/x.js', { change: 'deleted' })])).toMatchObject([
      {
        ...{ code: 'package-changed', severity: 'suspicious', package: 'p1', count: 2 },
        detail: './node_modules/p2/index.js and 1 more (of p2@1.0.0)',
      },
    ])
  })

  it('what Python keeps beside its sources is only told', () => {
    const files = [event('node_modules/p2/gyp/__pycache__/a.cpython-311.pyc'), event('node_modules/p2/a.pyc')]
    expect(found(files).map(({ severity, detail }) => [severity, detail])).toEqual([
      ['info', './node_modules/p2/gyp/__pycache__/a.cpython-311.pyc (of p2@1.0.0, kept by Python)'],
      ['suspicious', './node_modules/p2/a.pyc (of p2@1.0.0)'],
    ])
  })

  it('a command that others start', () => {
    expect(found([event('node_modules/.bin/tsc')])).toMatchObject([
      { code: 'package-changed', severity: 'suspicious', package: 'p1' },
    ])
  })

  it('a package below another one is its own', () => {
    const nested = packageOf('p3', { location: 'node_modules/p1/node_modules/p3' })
    const packages = [packageOf('p1'), packageOf('p2'), nested]
    expect(found([event('node_modules/p1/node_modules/p3/x.js')], { packages })).toMatchObject([
      { code: 'package-changed', severity: 'suspicious', package: 'p1' },
    ])
  })

  it.each([
    ['its own folder', event('node_modules/p1/build/x.node')],
    ['a folder that is no package', event('node_modules/.prisma/client/index.js')],
    ['a moment in which nothing ran', event('node_modules/p2/index.js', { time: 99 })],
  ])('%s is nobody else’s business', (_what, one) => {
    expect(found([one])).toEqual([])
  })

  it('when two scripts had a process then, nobody is named', () => {
    const runs = [runOf(1, { goneAt: 115 }), runOf(2)]
    const files = [
      home('.zshrc', { time: 112 }),
      event('node_modules/p2/own.js', { time: 112 }), // may be its own doing
    ]
    expect(found(files, { runs })).toMatchObject([{ code: 'file-changed', package: null }])
  })
})
