import { mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { TreePackage } from '../../../src/model/index.ts'
import { npmLibraries } from '../../../src/npm/libraries.ts'
import { readTarballs } from '../../../src/npm/tarballs.ts'
import { type LyingRegistry, lyingRegistry } from './lying-registry.ts'
import { machineNpm } from './real-arborist.ts'

const libraries = npmLibraries(machineNpm.root)
const TARBALL = 'a/-/a-1.0.0.tgz'
let registry: LyingRegistry
const roots: string[] = []

beforeAll(async () => {
  registry = await lyingRegistry()
  registry.add({ name: 'a', version: '1.0.0' }, { name: 'b', version: '1.0.0', manifest: { main: 'b.js' } })
})
beforeEach(() => void registry.requests.splice(0))
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true })
})
afterAll(() => registry[Symbol.asyncDispose]())

function locked(over: Partial<TreePackage> = {}): TreePackage {
  return {
    name: 'a',
    version: '1.0.0',
    integrity: registry.integrity('a'),
    location: 'node_modules/a',
    resolved: `${registry.url}${TARBALL}`,
    source: 'registry',
    direct: true,
    requested: false,
    optional: false,
    path: ['a@1.0.0'],
    dependencies: [],
    claimsScripts: null,
    bundledIn: null,
    ...over,
  }
}

function world() {
  const root = mkdtempSync(join(tmpdir(), 'tarballs-'))
  roots.push(root)
  const options = { cache: join(root, 'cache'), registry: registry.url, fetchRetries: 0 }
  const source = { libraries, options, spill: join(root, 'spill') }
  const read = async (item: TreePackage) => {
    const result = (await readTarballs([item], source)).get(item.location)
    if (result === undefined || result instanceof Error) throw result
    return result
  }
  return { read, options, root }
}

describe('readTarballs', () => {
  it('asks the registry for the tarball and nothing else', async () => {
    const { files, integrity } = await world().read(locked())
    expect(files.map(({ path }) => path)).toEqual(['package.json'])
    expect(integrity).toBe(registry.integrity('a'))
    expect(registry.requests).toEqual([TARBALL])
  })

  it('reads a locked version that the registry lists no more, as npm installs it', async () => {
    expect((await world().read(locked({ name: 'gone' }))).files).toHaveLength(1)
  })

  it('leaves the bytes where npm looks for them: npm asks nobody again', async () => {
    const { read, options, root } = world()
    const item = locked()
    const { path } = await read(item)
    libraries.ssri.checkData(await readFile(path), item.integrity ?? '')
    registry.requests.length = 0
    // As Arborist calls it when it installs (reify.js).
    const pacote = libraries.pacote as unknown as {
      extract(spec: string, folder: string, options: object): Promise<unknown>
    }
    const { resolved, integrity } = item
    await pacote.extract(`a@${resolved}`, join(root, 'a'), { ...options, resolved, integrity })
    expect(registry.requests).toEqual([])
    await read(item)
    expect(registry.requests).toEqual([])
  })

  it('refuses bytes that are not those of the lockfile', async () => {
    await expect(world().read(locked({ integrity: registry.integrity('b') }))).rejects.toMatchObject({
      code: 'EINTEGRITY',
    })
  })

  it("reads the registry's document where the tree has no hash", async () => {
    const { integrity } = await world().read(locked({ integrity: null }))
    expect(integrity).toBe(registry.integrity('a'))
    expect(registry.requests).toEqual(['a', TARBALL])
  })
})
