import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { isWritableByOthers } from '../../../../src/cli/policy/owner.ts'
import { policyPlaces, projectFolders } from '../../../../src/cli/policy/places.ts'
import { readPolicyFile } from '../../../../src/cli/policy/read.ts'
import { readSources } from '../../../../src/cli/policy/sources.ts'
import { isTrusted, trust, untrust } from '../../../../src/cli/policy/trust.ts'

const NAME = 'safe-npm.policy.json'
let root: string
let file: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'policy-'))
  file = join(root, NAME)
  vi.stubEnv('XDG_CONFIG_HOME', join(root, 'config'))
  vi.stubEnv('XDG_DATA_HOME', join(root, 'data'))
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(root, { recursive: true, force: true })
})

describe('policyPlaces', () => {
  const kinds = (given: string | null = null, folders: readonly string[] = [root]) =>
    policyPlaces(given, folders).map(({ kind }) => kind)

  it('finds nothing where there is nothing', () => {
    expect(kinds()).toEqual([])
    expect(kinds(null, [join(root, 'gone')])).toEqual([])
  })
  it('finds what is there, the named one first, and does not ask whether that is there', () => {
    writeFileSync(file, '{}')
    mkdirSync(join(root, 'config', 'safe-npm'), { recursive: true })
    writeFileSync(join(root, 'config', 'safe-npm', NAME), '{}')
    expect(kinds('/named.json')).toEqual(['given', 'user', 'project'])
  })
  it('a link that leads nowhere is there, and so is a folder of that name', () => {
    symlinkSync('/nowhere', file)
    expect(kinds()).toEqual(['project'])
    rmSync(file)
    mkdirSync(file)
    expect(kinds()).toEqual(['project'])
  })
  it('a file where a folder should be is nobody having said anything', () => {
    writeFileSync(join(root, 'x'), '')
    expect(kinds(null, [join(root, 'x')])).toEqual([])
  })
})

describe('projectFolders', () => {
  it('asks where npm writes and where npm was called, each once, and nothing for what is global', () => {
    vi.stubEnv('npm_config_local_prefix', '/p')
    expect(projectFolders({}, '/p')).toEqual(['/p'])
    expect(projectFolders({}, '/cache/_npx/1')).toEqual(['/cache/_npx/1', '/p'])
    expect(projectFolders({})).toEqual(['/p'])
    expect(projectFolders({ global: true }, '/usr')).toEqual([])
  })
})

describe('readPolicyFile', () => {
  const BAD: readonly (readonly [name: string, make: () => void])[] = [
    ['nothing there', () => {}],
    ['a link that leads nowhere', () => symlinkSync('/nowhere', file)],
    ['a folder', () => mkdirSync(file)],
    ['a pipe', () => execFileSync('mkfifo', [file])],
    ['a file without end', () => symlinkSync('/dev/zero', file)],
    ['more than a policy has', () => writeFileSync(file, ' '.repeat(1024 * 1024 + 1))],
    ['no text', () => writeFileSync(file, Buffer.from([0x7b, 0xff, 0x7d]))],
  ]
  for (const [name, make] of BAD) {
    it(`${name} is an error, and takes no time`, async () => {
      make()
      await expect(readPolicyFile(file)).rejects.toMatchObject({ name: 'UsageError' })
    })
  }
  it('gives the place, where its bytes are, and a hash of them', async () => {
    writeFileSync(join(root, 'real.json'), '{}')
    symlinkSync('real.json', file)
    expect(await readPolicyFile(file)).toMatchObject({
      path: file,
      real: join(root, 'real.json'),
      text: '{}',
    })
    const before = (await readPolicyFile(file)).sha256
    writeFileSync(join(root, 'real.json'), '{} ')
    expect((await readPolicyFile(file)).sha256).not.toBe(before)
  })
})

describe('trust', () => {
  const record = { path: '/p/x', sha256: 'a', who: 'me', when: 1 }
  it('holds for these bytes at this place, until it is taken back', async () => {
    expect(await isTrusted(record)).toBe(false)
    await trust(record)
    await trust({ ...record, sha256: 'b' })
    expect(await isTrusted(record)).toBe(true)
    expect(await isTrusted({ path: '/p/x', sha256: 'b' })).toBe(true)
    expect(await isTrusted({ path: '/p/x', sha256: 'c' })).toBe(false)
    expect(await isTrusted({ path: '/q/x', sha256: 'a' })).toBe(false)
    await untrust('/p/x')
    expect(await isTrusted(record)).toBe(false)
    expect(await isTrusted({ path: '/p/x', sha256: 'b' })).toBe(false)
  })
  it('a record that is damaged or of another file is none', async () => {
    const store = join(root, 'store')
    await trust(record, store)
    const [folder = ''] = readdirSync(store)
    writeFileSync(join(store, folder, 'b.json'), JSON.stringify(record))
    expect(await isTrusted({ path: '/p/x', sha256: 'b' }, store)).toBe(false)
    writeFileSync(join(store, folder, 'a.json'), '{')
    expect(await isTrusted(record, store)).toBe(false)
  })
})

describe('isWritableByOthers', () => {
  const MODES: readonly (readonly [folder: number, file: number, others: boolean])[] = [
    [0o700, 0o600, false],
    [0o755, 0o644, false],
    [0o755, 0o664, true],
    [0o755, 0o646, true],
    [0o775, 0o644, true],
    [0o777, 0o644, true],
    [0o1777, 0o644, false],
  ]
  for (const [folder, mode, others] of MODES) {
    it(`${mode.toString(8)} in ${folder.toString(8)}: ${others}`, async () => {
      writeFileSync(file, '{}')
      chmodSync(file, mode)
      chmodSync(root, folder)
      expect(await isWritableByOthers(file, file)).toBe(others)
    })
  }
  it("somebody else's file is writable by others", async () => {
    writeFileSync(file, '{}')
    expect(await isWritableByOthers(file, file, 4711)).toBe(process.getuid?.() !== 0)
    if (process.getuid?.() !== 0) return
    chownSync(file, 4712, 0)
    expect(await isWritableByOthers(file, file)).toBe(true)
  })
})

describe('readSources', () => {
  const history = { place: '/h.db', rules: async () => [] }
  const at = (kind: 'given' | 'project' | 'user') => ({ kind, path: file })
  const read = async (...places: ReturnType<typeof at>[]) =>
    (await readSources(history, places)).map(({ kind, trust: how }) => `${kind} ${how}`)

  it('takes each file once, and the named one is trusted by its name', async () => {
    writeFileSync(file, '{}')
    expect(await read(at('project'))).toEqual(['history trusted', 'project untrusted'])
    expect(await read(at('given'), at('project'))).toEqual(['history trusted', 'given trusted'])
    await trust({ ...(await readPolicyFile(file)), who: 'me', when: 1 })
    expect(await read(at('project'))).toEqual(['history trusted', 'project trusted'])
  })
  it('does not take the trust in one project for that in another, with a link', async () => {
    writeFileSync(file, '{}')
    await trust({ ...(await readPolicyFile(file)), who: 'me', when: 1 })
    const other = join(root, 'hostile')
    mkdirSync(other)
    symlinkSync(file, join(other, NAME))
    const sources = await readSources(history, [{ kind: 'project', path: join(other, NAME) }])
    expect(sources.at(-1)?.trust).toBe('untrusted')
  })
  it('ends with file, line and column where one is wrong, whoever it belongs to', async () => {
    writeFileSync(file, '{\n "rule": [] }')
    for (const kind of ['given', 'project', 'user'] as const) {
      await expect(read(at(kind))).rejects.toMatchObject({
        name: 'UsageError',
        message: expect.stringContaining(`${NAME}:2:2: `),
        hint: expect.stringContaining('rules'),
      })
    }
  })
})
