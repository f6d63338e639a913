import { createHash } from 'node:crypto'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cli, dscaJson, programPath, safeNpm } from '../helpers/cli.ts'
import { type LoopbackRegistry, startRegistry } from '../helpers/registry.ts'
import { openTerminal } from '../helpers/terminal.ts'
import { createWorld, type World } from '../helpers/world.ts'

// One team has watched; another takes it in and watches nothing again.
let registry: LoopbackRegistry
let team: World
let file: string
let sha256: string
beforeAll(async () => {
  registry = await startRegistry()
  await registry.publish('banner', 'looks-up', 'plain', 'plain-with-dep')
  team = await createWorld({ registry })
  expect((await safeNpm(team, ['install', 'banner', 'plain-with-dep'])).code).toBe(0)
  expect((await safeNpm(team, ['install', 'looks-up', '--strict'])).code).toBe(100)
  expect((await cli(team, 'dsca', ['allow', 'looks-up', 'metrics.looks-up.example'])).code).toBe(0)
  file = join(team.root, 'verdicts.ndjson')
  const { code, stderr, stdout } = await cli(team, 'dsca', ['export', `--output=${file}`])
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
  sha256 = /SHA-256 ([0-9a-f]{64})/.exec(stderr)?.[1] ?? ''
})
afterAll(async () => {
  await team?.[Symbol.asyncDispose]()
  await registry[Symbol.asyncDispose]()
})

describe('dsca export', () => {
  it('writes a head and a line for each verdict, for the user alone, and says its hash', async () => {
    const text = await readFile(file, 'utf8')
    expect(createHash('sha256').update(text).digest('hex')).toBe(sha256)
    const [head, ...verdicts] = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(head).toMatchObject({ format: 'safe-npm-verdicts', version: 1, platform: expect.any(String) })
    expect(verdicts.map(({ name }) => name).sort()).toEqual(['banner', 'looks-up', 'plain', 'plain-with-dep'])
    // Rules are not given out.
    expect(text).not.toContain('"allow')
    expect((await stat(file)).mode & 0o777).toBe(0o600)
  })

  it('writes the same on standard output', async () => {
    const { code, stdout } = await cli(team, 'dsca', ['export'])
    expect(code).toBe(0)
    expect(stdout.split('\n').slice(1)).toEqual((await readFile(file, 'utf8')).split('\n').slice(1))
  })
})

describe('dsca import', () => {
  it('saves the first watch, keeps the finding, and says where it came from', async () => {
    await using world = await createWorld({ registry })
    const taken = await cli(world, 'dsca', ['import', file, '--yes', `--sha256=${sha256.toUpperCase()}`])
    expect(taken.code, taken.stderr).toBe(0)
    expect(taken.stdout).toContain('4 verdicts taken in, 0 known already.')
    expect(taken.stderr).toContain(sha256)
    expect(taken.stderr).toContain('4: 3 clean, 1 suspicious')
    const id = /dsca show (\S+)/.exec(taken.stdout)?.[1] ?? ''

    const { code, stderr, report } = await safeNpm(world, ['install', 'banner', 'plain-with-dep', '--strict'])
    expect(code, stderr).toBe(0)
    expect(report).toMatchObject({ engine: null, verdict: 'clean', runs: [] })
    // The other team's rule is not ours.
    const blocked = await safeNpm(world, ['install', 'looks-up', '--strict'])
    expect(blocked).toMatchObject({ code: 100, report: { engine: null, verdict: 'suspicious' } })

    const history = await cli(world, 'dsca', ['history', 'banner'])
    expect(history.stdout).toContain(`by others: dsca show ${id.slice(0, 14)}`)
    expect(history.stdout).toMatch(/imported +dsca import/)
    const shown = await cli(world, 'dsca', ['show', id])
    for (const words of [file, sha256, '4 verdicts for', 'Nothing of it ran here'])
      expect(shown.stdout.replaceAll(/\n +/g, '')).toContain(words.replaceAll('\n', ''))
    const { json } = await dscaJson<{ imported: unknown }>(world, ['show', id])
    expect(json.imported).toMatchObject({ file, sha256, verdicts: 4 })
    // What others told is not passed on as our own.
    expect((await cli(world, 'dsca', ['export'])).stdout.trimEnd().split('\n')).toHaveLength(1)

    expect((await cli(world, 'dsca', ['import', file, '--yes'])).stdout).toContain(
      'no verdicts taken in, 4 known already.',
    )
  })

  it('takes nothing in without a word: no terminal, another hash, a line that is not right', async () => {
    await using world = await createWorld({ registry })
    const tampered = join(world.root, 'tampered.ndjson')
    const lines = (await readFile(file, 'utf8')).split('\n')
    const attempts: (readonly [string[], number, string, string])[] = [
      [[file], 101, '', '--yes says that you trust'],
      [[file, '--yes', `--sha256=${'0'.repeat(64)}`], 104, '', 'is not the file of this SHA-256'],
      [
        [tampered, '--yes'],
        104,
        [lines[0], lines[1], lines[2]?.replace('"inert"', '"Inert"'), ''].join('\n'),
        'line 3',
      ],
      [[file, tampered, '--yes'], 104, 'no head\n', 'line 1 is no JSON'],
      [[tampered, '--yes'], 104, lines.slice(0, 3).join('\n'), 'the file was cut off'],
      [[tampered, '--yes'], 104, '', 'is empty'],
      [[tampered, '--yes'], 104, `${lines[0]}\n${'a'.repeat(3_000_000)}`, 'line 2 is too long'],
      [[join(world.root, 'none')], 104, '', 'cannot be read: ENOENT'],
    ]
    for (const [args, expected, content, words] of attempts) {
      await writeFile(tampered, content)
      const { code, stderr, stdout } = await cli(world, 'dsca', ['import', ...args])
      expect({ code, stdout }, stderr).toEqual({ code: expected, stdout: '' })
      expect(stderr.replaceAll(/\n +/g, '')).toContain(words.replaceAll('\n', ''))
    }
    const { json } = await dscaJson<{ scans: unknown[] }>(world, ['history'])
    expect(json.scans).toEqual([])
  })

  it('takes what was watched elsewhere, and watches here all the same', async () => {
    await using world = await createWorld({ registry })
    const elsewhere = join(world.root, 'elsewhere.ndjson')
    await writeFile(
      elsewhere,
      (await readFile(file, 'utf8')).replace(/"platform":"[^"]+"/, '"platform":"plan9-mips"'),
    )
    const { code, stderr } = await cli(world, 'dsca', ['import', elsewhere, '--yes'])
    expect(code).toBe(0)
    expect(stderr).toContain('not here')
    const { report } = await safeNpm(world, ['install', 'banner', '--strict'])
    expect(report?.packages).toMatchObject([{ name: 'banner', basis: 'watched' }])
  })

  it('asks at a terminal', async () => {
    await using world = await createWorld({ registry })
    const program = [process.execPath, programPath('dsca')]
    await using no = await openTerminal(world, ['import', file], { columns: 80, rows: 40 }, program)
    expect(await no.shows(/Take them in\?/)).toContain('counts as if it had been watched here')
    await no.press('Enter')
    expect(await no.exitCode()).toBe(100)
    await using yes = await openTerminal(world, ['import', file], { columns: 80, rows: 40 }, program)
    await yes.shows(/Take them in\?/)
    await yes.press('y')
    expect(await yes.exitCode()).toBe(0)
    expect(await yes.screen()).toContain('4 verdicts taken in')
  })
})
