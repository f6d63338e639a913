import { createRequire } from 'node:module'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { findNpm } from '../../../src/npm/find-npm.ts'
import { type ForeignSource, installSourceDoor } from '../../../src/npm/source-door.ts'
import { cleanPath } from '../../helpers/machine-npm.ts'

let asked: ForeignSource[] = []
let answer: 'yes' | 'no' = 'yes'
let atOnce = 0
let most = 0
const npm = findNpm(cleanPath(), process.execPath)
installSourceDoor(npm.root, async (source) => {
  asked.push(source)
  atOnce += 1
  most = Math.max(most, atOnce)
  await new Promise((resolve) => setTimeout(resolve, 10))
  atOnce -= 1
  if (answer === 'no') throw new Error('no')
})
type Call = (...args: unknown[]) => Promise<unknown>
const pacote = createRequire(join(npm.root, 'package.json'))('pacote') as Record<string, Call> & {
  readonly tarball: Call & { readonly stream: Call; readonly file: Call }
}
const options = { registry: 'https://registry.example/', where: '/srv', fetchRetries: 0 }

beforeEach(() => {
  asked = []
  most = 0
})

const drain = (stream: NodeJS.ReadableStream & { promise(): Promise<unknown> }) => {
  stream.resume()
  return stream.promise()
}

// Nobody listens there: what comes after the answer fails by itself.
const CALLS: readonly (readonly [string, (spec: string) => Promise<unknown>])[] = [
  ['manifest', (spec) => pacote.manifest?.(spec, options) as Promise<unknown>],
  ['packument', (spec) => pacote.packument?.(spec, options) as Promise<unknown>],
  ['resolve', (spec) => pacote.resolve?.(spec, options) as Promise<unknown>],
  ['extract', (spec) => pacote.extract?.(spec, '/srv/nowhere', options) as Promise<unknown>],
  ['tarball', (spec) => pacote.tarball(spec, options)],
  ['tarball.stream', (spec) => pacote.tarball.stream(spec, drain, options)],
  ['tarball.file', (spec) => pacote.tarball.file(spec, '/srv/nowhere.tgz', options)],
]

describe('installSourceDoor', () => {
  for (const [name, call] of CALLS) {
    it.each(['https://127.0.0.1:1/a.tgz', 'git+https://127.0.0.1:1/u/r.git'])(
      `asks before ${name} contacts the host of %s`,
      async (spec) => {
        await call(spec).catch(() => {})
        expect(asked[0]).toMatchObject({ host: '127.0.0.1', spec })
      },
    )
  }

  const several = ['a', 'b', 'c'].map((name) => `https://127.0.0.1:1/${name}.tgz`)

  it('asks one question at a time', async () => {
    await Promise.allSettled(several.map((spec) => pacote.tarball(spec, options)))
    expect([asked.length, most]).toEqual([3, 1])
  })

  it('takes a no for all that is still to be asked', async () => {
    answer = 'no'
    const ends = await Promise.allSettled(several.map((spec) => pacote.tarball(spec, options)))
    expect(ends.map((end) => end.status === 'rejected' && (end.reason as Error).message)).toEqual([
      'no',
      'no',
      'no',
    ])
    expect(asked).toHaveLength(1)
  })
})
