import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type BoxLayout, boxArguments } from '../../../../src/sandbox/bubblewrap/box-arguments.ts'
import { boxPath, etcEntries, systemEntries, toolFolders } from '../../../../src/sandbox/bubblewrap/system.ts'
import { boxIds } from '../../../../src/sandbox/ids.ts'

const layout: BoxLayout = {
  paths: {
    project: '/home/user/work/app',
    home: '/home/user',
    node: '/usr/bin/node',
    npm: '/usr/lib/node_modules/npm',
  },
  user: { name: 'user', uid: 1000, gid: 1000, shell: '/bin/sh', hostName: 'host' },
  scratch: '/tmp/npm-box-1-x',
  system: systemEntries(),
  etc: etcEntries(),
  tools: ['/opt/node'],
  env: { PATH: '/usr/bin', ODD: '--bind / /' },
}
const args = boxArguments(layout, {
  cwd: '/home/user/work/app',
  readOnly: [{ from: '/cache', to: '/mnt/cache' }],
})

/** Every `--option source target` of these kinds. */
function mounts(...options: readonly string[]): [string, string, string][] {
  return args.flatMap((arg, index) =>
    options.includes(arg)
      ? [[arg, args[index + 1] ?? '', args[index + 2] ?? ''] as [string, string, string]]
      : [],
  )
}

describe('boxArguments', () => {
  it('binds to be written only what was made for the box', () => {
    const sources = mounts('--bind').map(([, source]) => source)
    // The value of a variable is one argument, whatever it says.
    expect(sources.filter((source) => !source.startsWith('/tmp/npm-box-1-x/'))).toEqual([])
    expect(sources).toHaveLength(4)
  })

  it('shows of the host only the system, the tools and what the job is given', () => {
    const allowed =
      /^\/(usr|bin|sbin|lib|lib32|lib64|libx32|etc|nix\/store|gnu\/store|opt\/node|cache|tmp\/npm-box-1-x)(\/|$)/
    for (const [, source] of mounts('--ro-bind')) expect(source).toMatch(allowed)
    expect(mounts('--ro-bind').map(([, source]) => source)).not.toContain('/etc')
    expect(
      mounts('--dev-bind', '--dev-bind-try', '--bind-try', '--ro-bind-try', '--overlay-src', '--bind-fd'),
    ).toEqual([])
  })

  it('shows neither home nor project of the host', () => {
    const sources = mounts('--bind', '--ro-bind').map(([, source]) => source)
    expect(
      sources.filter((source) => source.startsWith('/home') || source === '/' || source === homedir()),
    ).toEqual([])
  })

  it.each([
    '--unshare-user',
    '--unshare-pid',
    '--unshare-ipc',
    '--unshare-uts',
    '--new-session',
    '--clearenv',
  ])('has %s', (option) => expect(args).toContain(option))

  it('drops all rights, and keeps the network that is watched', () => {
    expect(args.join(' ')).toContain('--cap-drop ALL')
    expect(args).not.toContain('--unshare-net')
    expect(args).not.toContain('--cap-add')
    expect(args).not.toContain('--share-net')
  })

  it('makes the root and /etc read-only after everything lies in them', () => {
    const last = Math.max(
      ...['--bind', '--ro-bind', '--tmpfs', '--dir', '--symlink'].map((option) => args.lastIndexOf(option)),
    )
    expect(args.indexOf('--remount-ro')).toBeGreaterThan(last)
  })

  it('clears the environment before it sets its own', () => {
    expect(args.indexOf('--clearenv')).toBeLessThan(args.indexOf('--setenv'))
    expect(args.slice(args.indexOf('ODD'), args.indexOf('ODD') + 2)).toEqual(['ODD', '--bind / /'])
  })

  it('gives a job no folder that it was not given', () => {
    const other = boxArguments(layout, { cwd: '/', readOnly: [] })
    expect(other).not.toContain('/cache')
  })
})

describe('etcEntries', () => {
  it.each([
    'passwd',
    'shadow',
    'group',
    'ssh',
    'hosts',
    'resolv.conf',
    'machine-id',
    'fstab',
    'npmrc',
    'environment',
    'ssl/private',
    'sudoers',
    'krb5.keytab',
    'ssl/certs',
  ])('has no /etc/%s', (name) => expect(etcEntries().map(({ path }) => path)).not.toContain(`/etc/${name}`))
})

describe('tool folders', () => {
  let root: string
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'tools-'))
    for (const path of [
      'home/.nvm/v20/bin',
      'home/bin',
      'home/.nvm/v20/lib/node_modules/npm',
      'opt/node/bin',
      'opt/npm',
    ]) {
      mkdirSync(join(root, path), { recursive: true })
    }
    for (const path of ['home/.nvm/v20/bin/node', 'home/bin/node', 'opt/node/bin/node', 'home/node'])
      writeFileSync(join(root, path), '')
    symlinkSync(join(root, 'home/.nvm/v20/bin/node'), join(root, 'node-link'))
  })
  afterAll(() => rmSync(root, { recursive: true }))

  it.each([
    [
      'a prefix below the home',
      'home/.nvm/v20/bin/node',
      'home/.nvm/v20/lib/node_modules/npm',
      ['home/.nvm/v20', 'home/.nvm/v20/lib/node_modules/npm'],
    ],
    ['a link to one', 'node-link', 'opt/npm', ['home/.nvm/v20', 'opt/npm']],
    ['a prefix elsewhere', 'opt/node/bin/node', 'opt/npm', ['opt/node', 'opt/npm']],
    ['Node in ~/bin: the binary, never the home', 'home/bin/node', 'opt/npm', ['home/bin/node', 'opt/npm']],
    [
      'Node in the home itself: the binary, never what is above',
      'home/node',
      'opt/npm',
      ['home/node', 'opt/npm'],
    ],
  ])('%s', (_, node, npm, folders) => {
    expect(toolFolders(join(root, node), join(root, npm), join(root, 'home'))).toEqual(
      folders.map((folder) => join(root, folder)),
    )
  })

  it('none for what the system has', () =>
    expect(toolFolders('/usr/bin/env', '/usr/lib', '/home/user')).toEqual([]))

  it.each([
    ['/usr/bin:/home/user/bin:/root/.cargo/bin', '/usr/bin:/usr/local/bin:/bin'],
    ['./node_modules/.bin::relative', '/usr/local/bin:/usr/bin:/bin'],
    ['/usr/../root', '/usr/local/bin:/usr/bin:/bin'],
    ['/usrlocal/bin', '/usr/local/bin:/usr/bin:/bin'],
  ])('PATH %s is %s in the box', (path, inBox) => expect(boxPath(path, [])).toBe(inBox))
})

describe('boxIds', () => {
  it.each([
    [0, 0, { uid: 1000, gid: 1000 }],
    [501, 20, { uid: 501, gid: 20 }],
    [501, 0, { uid: 501, gid: 501 }],
  ])('%i:%i', (uid, gid, ids) => expect(boxIds(uid, gid)).toEqual(ids))
})
