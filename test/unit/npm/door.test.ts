import { existsSync, readdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { npmLibraries } from '../../../src/npm/libraries.ts'
import type { AtTheDoor, Judged } from '../../../src/npm/npm-door.ts'
import { readTree } from '../../../src/npm/tree-packages.ts'
import { type LyingPackage, type LyingRegistry, lyingRegistry } from './lying-registry.ts'
import { machineNpm, makeProject, type Project, setGuard } from './real-arborist.ts'

let registry: LyingRegistry
let project: Project
/** What the guard saw: `reify a@1.0.0 b@1.0.0`. */
let judged: string[]

/** As the real guard does: it looks at what comes in, and at nothing else. */
function look(door: AtTheDoor): Promise<Judged> {
  const { packages, incoming, nodes } = readTree(door, {
    libraries: npmLibraries(machineNpm.root),
    registries: [registry.url],
  })
  const names = packages.filter(({ location }) => incoming.has(location)).map(({ name }) => name)
  if (names.length > 0) judged.push([door.kind, ...names.sort()].join(' '))
  return Promise.resolve({ folders: new Set([...nodes.values()].map(({ path }) => path)), afterwards: null })
}

beforeAll(async () => {
  registry = await lyingRegistry()
})
afterAll(() => registry[Symbol.asyncDispose]())
beforeEach(() => {
  judged = []
  setGuard(look)
  project = makeProject(registry.url)
})
afterEach(() => {
  delete process.env.npm_command
  rmSync(dirname(project.path), { recursive: true, force: true })
})

const marks = (mark: string) => `node -e "require('fs').appendFileSync('${mark}', 'x')"`
const withScript = (name: string): LyingPackage => ({
  name,
  version: '1.0.0',
  manifest: { scripts: { postinstall: marks(project.mark) } },
})
/** A lockfile inside a tarball, which npm reads only when it has unpacked it. */
const shrinkwrapOf = (hidden: string) =>
  JSON.stringify({
    name: 'wrapped',
    version: '1.0.0',
    lockfileVersion: 3,
    packages: {
      '': { name: 'wrapped', version: '1.0.0', dependencies: { [hidden]: '1.0.0' } },
      [`node_modules/${hidden}`]: {
        version: '1.0.0',
        resolved: `${registry.url}${hidden}/-/${hidden}-1.0.0.tgz`,
        integrity: registry.integrity(hidden),
        hasInstallScript: true,
      },
    },
  })
const gyp = (mark: string) =>
  JSON.stringify({ variables: { x: `<!(node -e "require('fs').appendFileSync('${mark}','g')")` } })

describe('installDoor', () => {
  it('blocks reify before a byte is written when the guard throws', async () => {
    registry.add(withScript('a'))
    setGuard(() => Promise.reject(new Error('blocked')))
    await expect(project.arborist().reify({ add: ['a'] })).rejects.toThrow('blocked')
    expect(readdirSync(project.path)).toEqual(['package.json'])
    expect(existsSync(project.mark)).toBe(false)
  })

  it('blocks again when it is tried again after a block', async () => {
    registry.add(withScript('a'))
    setGuard(() => Promise.reject(new Error('blocked')))
    const arborist = project.arborist()
    await expect(arborist.reify({ add: ['a'] })).rejects.toThrow('blocked')
    await expect(arborist.reify({ add: ['a'] })).rejects.toThrow('blocked')
    expect(existsSync(project.mark)).toBe(false)
  })

  it('judges a second tree of the same Arborist', async () => {
    registry.add(withScript('a'), withScript('b'))
    const arborist = project.arborist()
    await arborist.reify({ add: ['a'] })
    await arborist.reify({ add: ['b'] }).catch(() => {}) // npm itself cannot save it
    expect(judged).toEqual(['reify a', 'reify b'])
  })

  it('judges a tree once, and not again what its own rebuild runs', async () => {
    registry.add(withScript('a'))
    await project.arborist().reify({ add: ['a'] })
    expect(judged).toEqual(['reify a'])
    expect(existsSync(project.mark)).toBe(true)
  })

  it('judges a rebuild that somebody asked for', async () => {
    registry.add(withScript('a'))
    await project.arborist().reify({ add: ['a'], ignoreScripts: true })
    judged = []
    await project.arborist().rebuild()
    expect(judged).toEqual(['rebuild a'])
  })

  it('judges ci when the tree is built, while node_modules is still there', async () => {
    registry.add(withScript('a'))
    await project.arborist().reify({ add: ['a'] })
    judged = []
    process.env.npm_command = 'ci'
    const arborist = project.arborist({ save: false })
    await arborist.buildIdealTree()
    expect(judged).toEqual(['reify a'])
    rmSync(join(project.path, 'node_modules'), { recursive: true })
    await arborist.reify({ save: false })
    expect(judged).toEqual(['reify a'])
  })

  it.each([['dryRun'], ['packageLockOnly']])('judges nothing for %s', async (option) => {
    registry.add(withScript('a'))
    await project.arborist({ [option]: true }).reify({ add: ['a'], [option]: true })
    expect(judged).toEqual([])
    expect(existsSync(project.mark)).toBe(false)
  })

  it('tells afterwards how it ended', async () => {
    registry.add(withScript('a'), {
      name: 'fails',
      version: '1.0.0',
      manifest: { scripts: { install: 'exit 3' } },
    })
    const ends: string[] = []
    setGuard(() => Promise.resolve({ folders: null, afterwards: async (outcome) => void ends.push(outcome) }))
    await project.arborist().reify({ add: ['a'] })
    await expect(project.arborist().reify({ add: ['fails'] })).rejects.toThrow()
    expect(ends).toEqual(['installed', 'failed'])
  })
})

/** What npm would run although nobody has looked at it. */
describe('nothing runs that was not judged', () => {
  const wrapped = (claims: object): LyingPackage => ({
    name: 'wrapped',
    version: '1.0.0',
    claims: { _hasShrinkwrap: true, dependencies: { hidden: '1.0.0' }, ...claims },
    files: { 'npm-shrinkwrap.json': shrinkwrapOf('hidden') },
  })

  it('a dependency that only a shrinkwrap inside a tarball names', async () => {
    registry.add(withScript('hidden'))
    registry.add(wrapped({}))
    await expect(project.arborist().reify({ add: ['wrapped'] })).rejects.toMatchObject({ errno: 102 })
    expect(existsSync(project.mark)).toBe(false)
    expect(existsSync(join(project.path, 'node_modules', 'wrapped'))).toBe(false)
  })

  it('one that the registry says is bundled besides', async () => {
    registry.add(withScript('hidden'))
    registry.add(wrapped({ bundleDependencies: ['hidden'] }))
    await project.arborist().reify({ add: ['wrapped'] })
    expect(existsSync(project.mark)).toBe(false)
    expect(existsSync(join(project.path, 'node_modules', 'wrapped', 'node_modules', 'hidden'))).toBe(false)
  })

  it('scripts that the registry names and the tarball has not', async () => {
    registry.add({
      name: 'confused',
      version: '1.0.0',
      claims: { scripts: { postinstall: marks(project.mark) } },
    })
    await project.arborist().reify({ add: ['confused'] })
    expect(existsSync(project.mark)).toBe(false)
  })

  it('scripts of the tarball stay its own when the registry names others', async () => {
    registry.add({
      name: 'confused',
      version: '1.0.0',
      claims: { scripts: { postinstall: marks(`${project.mark}-claimed`) } },
      manifest: { scripts: { postinstall: marks(project.mark) } },
    })
    await project.arborist().reify({ add: ['confused'] })
    expect(existsSync(`${project.mark}-claimed`)).toBe(false)
    expect(existsSync(project.mark)).toBe(true)
  })

  it('a binding.gyp behind an install script that the registry does not name', async () => {
    registry.add({
      name: 'masked',
      version: '1.0.0',
      claims: { hasInstallScript: false },
      manifest: { scripts: { install: 'exit 0' } },
      files: { 'binding.gyp': gyp(project.mark) },
    })
    await project
      .arborist()
      .reify({ add: ['masked'] })
      .catch(() => {})
    expect(existsSync(project.mark)).toBe(false)
  })

  it('a binding.gyp behind gypfile: false, which registries do not tell', async () => {
    registry.add({
      name: 'silent',
      version: '1.0.0',
      claims: { gypfile: undefined },
      manifest: { gypfile: false },
      files: { 'binding.gyp': gyp(project.mark) },
    })
    await project
      .arborist()
      .reify({ add: ['silent'] })
      .catch(() => {})
    expect(existsSync(project.mark)).toBe(false)
  })

  it('an executable called node that the registry names and the tarball has not', async () => {
    registry.add(withScript('honest'))
    registry.add({
      name: 'hijacks',
      version: '1.0.0',
      claims: { bin: { node: 'hijack.sh', other: 'hijack.sh' } },
      manifest: { bin: { other: 'hijack.sh' } },
      files: { 'hijack.sh': '#!/bin/sh\nexit 1\n' },
    })
    await project.arborist().reify({ add: ['honest', 'hijacks'] })
    expect(readdirSync(join(project.path, 'node_modules', '.bin'))).toEqual(['other'])
    expect(existsSync(project.mark)).toBe(true)
  })

  it('a folder inside a tarball that a file: dependency of it links', async () => {
    registry.add({
      name: 'linker',
      version: '1.0.0',
      manifest: { dependencies: { inner: 'file:./sub' } },
      files: {
        'sub/package.json': JSON.stringify({ name: 'inner', version: '1.0.0' }),
        'sub/binding.gyp': gyp(project.mark),
      },
    })
    await expect(project.arborist().reify({ add: ['linker'] })).rejects.toMatchObject({
      code: 'link-into-package',
    })
    expect(readdirSync(project.path)).toEqual(['package.json'])
    await project.arborist({ ignoreScripts: true }).reify({ add: ['linker'] })
    expect(existsSync(project.mark)).toBe(false)
  })
})
