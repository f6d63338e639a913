import { describe, expect, it } from 'vitest'
import type { Daemon } from '../../../../src/sandbox/docker/daemon.ts'
import { defaultBase } from '../../../../src/sandbox/docker/ensure-image.ts'
import { contentHash, findImage, listImages, majorOf, oneTag } from '../../../../src/sandbox/docker/image.ts'

/** What a daemon says of an image; which of several is taken needs no daemon. */
const said = (
  Id: string,
  Created: number,
  labels: Readonly<Record<string, string>> = {},
  RepoTags: string[] | null = [`box:${Id}`],
) => ({
  ...{ Id, Created, RepoTags, Size: 1 },
  Labels: {
    'safe-npm.content': contentHash(),
    'safe-npm.node': '20.1.0',
    'safe-npm.base': 'host',
    ...labels,
  },
})
const asked: unknown[] = []
const daemonWith = (...images: readonly object[]) =>
  ({
    docker: {
      listImages: (options: unknown) => {
        asked.push(options)
        return Promise.resolve(images)
      },
    },
  }) as unknown as Daemon

const CASES: readonly (readonly [name: string, images: readonly object[], found: string | undefined])[] = [
  ['none where there is none', [], undefined],
  ['the one of this major version', [said('a', 1)], 'a'],
  ['none of another major version', [said('a', 1, { 'safe-npm.node': '22.1.0' })], undefined],
  ['none whose number only begins alike', [said('a', 1, { 'safe-npm.node': '2.0.0' })], undefined],
  ['none of another making', [said('a', 1, { 'safe-npm.content': 'old' })], undefined],
  ['the newest', [said('a', 1), said('c', 3), said('b', 2)], 'c'],
  ['the newest that fits', [said('a', 1), said('b', 2, { 'safe-npm.content': 'old' })], 'a'],
  ['none that has lost its name to a newer', [said('a', 1, {}, null)], undefined],
]

describe('the image that is found is', () => {
  it.each(CASES)('%s', async (_name, images, found) => {
    expect((await findImage(daemonWith(...images), '20.19.4'))?.id).toBe(found)
    expect(asked.at(-1)).toEqual({ filters: { label: ['safe-npm.role=image'] } })
  })

  it('told without names that are none', async () => {
    const images = await listImages(
      daemonWith(said('a', 1, {}, null), said('b', 1, {}, ['<none>:<none>', 'x:1'])),
    )
    expect(images.map(({ tags }) => tags)).toEqual([[], ['x:1']])
  })
})

describe('an image', () => {
  it('is named by what it is made of', () => {
    expect(contentHash()).toMatch(/^[0-9a-f]{12}$/)
    expect(contentHash()).toBe(contentHash())
  })

  it.each([
    ['20.19.4', '20', 'node:20-bookworm-slim'],
    ['9.0.0', '9', 'node:9-bookworm-slim'],
  ])('of Node %s has the major version %s and is made of %s', (version, major, base) => {
    expect(majorOf(version)).toBe(major)
    expect(defaultBase(version)).toBe(base)
  })

  it.each([
    ['debian', 'debian:latest'],
    ['node:22', 'node:22'],
    ['images.example:5000/debian', 'images.example:5000/debian:latest'],
    ['images.example:5000/debian:12', 'images.example:5000/debian:12'],
    ['debian@sha256:00', 'debian@sha256:00'],
  ])('%s is pulled as %s', (name, expected) => expect(oneTag(name)).toBe(expected))
})
