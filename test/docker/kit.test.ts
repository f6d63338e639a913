import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { findImage } from '../../src/sandbox/docker/image.ts'
import { ensureKit, type KitSource } from '../../src/sandbox/docker/kit.ts'
import { sharedDaemon } from '../helpers/docker-daemon.ts'
import { run } from '../helpers/run.ts'

const daemon = await sharedDaemon()
const { docker } = daemon
const image = (await findImage(daemon, process.versions.node))?.id ?? ''

let folder: string
let source: KitSource
let before: readonly string[]
let count = 0

const put = (name: string, text: string) => {
  mkdirSync(join(folder, name, '..'), { recursive: true })
  writeFileSync(join(folder, name), text)
}
const volumes = async (): Promise<string[]> => (await docker.listVolumes()).Volumes.map(({ Name }) => Name)
/** What there is now and was not there before the test. */
const made = async () => (await volumes()).filter((name) => !before.includes(name)).sort()
const target = (name: string) => name.replace(/-[0-9a-f]{8}$/, '')

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kit-'))
  count += 1
  put('npm/package.json', JSON.stringify({ name: 'npm', version: `1.0.${count}` }))
  put('npm/docs/manual.md', 'long')
  for (const part of ['sandbox', 'decode', 'model', 'shared'])
    put(`program/${part}/a.js`, `'${part} ${count}'`)
  source = { npm: join(folder, 'npm'), program: join(folder, 'program') }
  before = await volumes()
})
afterEach(async () => {
  rmSync(folder, { recursive: true })
  for (const name of await made()) await docker.getVolume(name).remove()
})

it('is made once, in a volume and a name that points at it', async () => {
  const first = await ensureKit(daemon, image, source)
  expect(first).toMatch(/^npm-kit-[0-9a-f]{12}-[0-9a-f]{8}$/)
  expect(await ensureKit(daemon, image, source)).toBe(first)
  expect(await made()).toEqual([target(first), first])
  expect((await docker.getVolume(target(first)).inspect()).Labels).toMatchObject({ 'safe-npm.volume': first })
})

it("is another for another npm, and for other bytes of the sensor's", async () => {
  const first = await ensureKit(daemon, image, source)
  put('npm/package.json', JSON.stringify({ name: 'npm', version: `2.0.${count}` }))
  const second = await ensureKit(daemon, image, source)
  put('program/model/a.js', 'changed')
  const third = await ensureKit(daemon, image, source)
  expect(new Set([first, second, third].map(target)).size).toBe(3)
})

it('of two at once is one, and nothing is left of the other', async () => {
  const names = await Promise.all(Array.from({ length: 3 }, () => ensureKit(daemon, image, source)))
  expect(new Set(names).size).toBe(1)
  expect(await made()).toEqual([target(names[0] ?? ''), names[0]])
})

it('is made anew when its volume is gone', async () => {
  const gone = await ensureKit(daemon, image, source)
  await docker.getVolume(gone).remove()
  const [one, two] = await Promise.all([ensureKit(daemon, image, source), ensureKit(daemon, image, source)])
  expect(one).toBe(two)
  expect(one).not.toBe(gone)
  expect(await made()).toEqual([target(gone), one])
})

it.each([
  ['the image is gone', () => {}, 'sha256:'.padEnd(71, '0'), /No such image/],
  [
    'something cannot be packed, after much that could',
    async () => {
      put('npm/a-large-file', 'x'.repeat(3_000_000))
      await run('mkfifo', [join(folder, 'npm', 'z-no-file')], {
        cwd: folder,
        env: { PATH: process.env.PATH ?? '' },
      })
    },
    image,
    /unsupported type/,
  ],
])('leaves nothing behind when %s', async (_name, spoil, of, reason) => {
  await spoil()
  await expect(ensureKit(daemon, of, source)).rejects.toThrow(reason)
  expect(await made()).toEqual([])
  expect(await docker.listContainers({ all: true })).toEqual([])
})

it('holds npm without its manual, and the sensor where only root can look', async () => {
  const kit = await ensureKit(daemon, image, source)
  const container = await docker.createContainer({
    Image: image,
    Cmd: [
      'sh',
      '-c',
      'cd /k && find . -path ./.lib/node_modules/\\* -prune -o -printf "%m %U %p\\n"; cat .lib/model/a.js',
    ],
    Tty: true,
    HostConfig: {
      NetworkMode: 'none',
      Mounts: [{ Type: 'volume', Source: kit, Target: '/k', ReadOnly: true }],
    },
  })
  try {
    await container.start()
    await container.wait()
    const lines = String(await container.logs({ stdout: true })).split('\r\n')
    expect(lines).toContain('700 0 ./.lib')
    expect(lines).toContain('755 0 ./npm')
    expect(lines).toContain('644 0 ./npm/package.json')
    expect(lines).toContain(`'model ${count}'`)
    expect(lines.filter((line) => line.includes('docs'))).toEqual([])
  } finally {
    await container.remove({ force: true })
  }
})
