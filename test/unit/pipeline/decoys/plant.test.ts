import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 as zlibCrc32 } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { canariesIn, LEAST, needlesOf } from '../../../../src/analysis/canaries/needles.ts'
import { findCanaries } from '../../../../src/analysis/canaries/search.ts'
import { crc32 } from '../../../../src/pipeline/decoys/crc32.ts'
import { plantDecoys } from '../../../../src/pipeline/decoys/plant.ts'
import { BASE62 } from '../../../../src/pipeline/decoys/random-text.ts'

const place = {
  random: randomBytes,
  registry: 'https://registry.example/npm/',
  user: 'ann',
  hostName: 'desk',
}
const decoys = plantDecoys(place)
const fileOf = (path: string) => decoys.files.find((file) => file.path === path)?.text ?? ''

describe('plantDecoys', () => {
  it("puts every value where it lives: in a file, a variable or a cloud's metadata, plain or as that file has it", () => {
    const places = [
      ...decoys.files.map(({ text }) => text),
      ...Object.values(decoys.env),
      ...(Object.values(decoys.metadata ?? {}) as readonly string[]),
    ]
    const decoded = places.flatMap((text) => [
      text.replaceAll('\\n', ''), // a key in JSON has its lines' ends
      ...(text.match(/[\w+/=]{24,}/g) ?? []).map((run) => Buffer.from(run, 'base64').toString()),
    ])
    for (const { name, value } of decoys.canaries)
      expect(
        decoded.some((text) => text.includes(value)),
        name,
      ).toBe(true)
  })

  it('looks for whatever was made up by chance: what is planted and not known could be sent unseen', () => {
    const needles = needlesOf(decoys.canaries)
    const planted = [
      ...decoys.files
        .filter(({ path }) => path !== '.ssh/id_ed25519')
        .map(({ path, text }) => [path, text] as const),
      ...Object.entries(decoys.env),
    ]
    // What all of a kind begin with is nobody's secret, nor is the public half of a key pair.
    const open = /MIIEvgIBADAN|^eyJ/
    const chance = planted.flatMap(([where, text]) =>
      (text.match(/[A-Za-z0-9]{16,}/g) ?? [])
        .filter((run) => /[0-9]/.test(run) && /[A-Za-z]/.test(run) && !open.test(run))
        .map((run) => ({ where, run })),
    )
    expect(chance.length).toBeGreaterThan(30)
    const unknown = chance.filter(({ run }) => findCanaries(run, needles).hits.length === 0)
    expect(unknown).toEqual([])
  })

  it("knows a cloud machine's credentials by their key and by their token, and not by what is sent back to the cloud", () => {
    const { secretAccessKey = '', token = '', session = '' } = decoys.metadata ?? {}
    const needles = needlesOf(decoys.canaries)
    const names = (text: string) => [...canariesIn(text, needles)].map(({ name }) => name)
    expect(names(secretAccessKey)).toEqual(["cloud machine's key"])
    expect(names(token)).toEqual(["cloud machine's session token"])
    expect(names(session)).toEqual([])
  })

  it('is fresh each time, and long enough to be no chance', () => {
    const again = plantDecoys(place)
    for (const [index, { name, value }] of decoys.canaries.entries()) {
      expect(value.length, name).toBeGreaterThanOrEqual(LEAST)
      expect(again.canaries[index]?.value).not.toBe(value)
    }
    expect(new Set(decoys.canaries.map(({ value }) => value)).size).toBe(decoys.canaries.length)
  })

  it.each([
    ['.npmrc', /_authToken=npm_(\w{30})(\w{6})\n/],
    ['.git-credentials', /ghp_(\w{30})(\w{6})@/],
  ])('%s: prefix, length and checksum are those of the real one', (path, pattern) => {
    const [, chance = '', sum = ''] = pattern.exec(fileOf(path)) ?? []
    const number = [...sum].reduce((total, digit) => total * 62 + BASE62.indexOf(digit), 0)
    expect(chance).not.toBe('')
    expect(number).toBe(crc32(new TextEncoder().encode(chance)))
  })

  it('the npm token is for the configured registry', () => {
    expect(fileOf('.npmrc')).toMatch(/^\/\/registry\.example\/npm\/:_authToken=/)
  })

  it('the SSH key is one that OpenSSH reads', () => {
    const folder = mkdtempSync(join(tmpdir(), 'key-'))
    writeFileSync(join(folder, 'key'), fileOf('.ssh/id_ed25519'), { mode: 0o600 })
    const { stdout, status } = spawnSync('ssh-keygen', ['-y', '-f', join(folder, 'key')], {
      encoding: 'utf8',
    })
    rmSync(folder, { recursive: true })
    expect(status).toBe(0)
    expect(stdout).toMatch(/^ssh-ed25519 AAAAC3NzaC1lZDI1NTE5[\w+/=]+ ann@desk\n$/)
  })

  it('says nowhere what it is', () => {
    const all = JSON.stringify([decoys.files, decoys.env, decoys.metadata])
    expect(all).not.toMatch(/decoy|canary|safe-npm/i)
  })

  it.each([
    ['', 0],
    ['123456789', 0xcbf43926],
  ])('crc32 of %j', (text, expected) => {
    expect(crc32(Buffer.from(text))).toBe(expected)
    if (zlibCrc32) expect(crc32(Buffer.from(text))).toBe(zlibCrc32(Buffer.from(text)))
  })
})
