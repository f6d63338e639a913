import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findNpm } from '../../../src/npm/find-npm.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'find-npm-'))
})
afterEach(() => rmSync(root, { recursive: true }))

const at = (...parts: string[]) => join(root, ...parts)

function file(path: string, text = ''): string {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  return path
}

function link(target: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true })
  symlinkSync(target, path)
}

/** An npm in `PREFIX/lib/node_modules/npm`; its version tells which one it is. */
function npmIn(prefix: string, version: string, linked = true): void {
  const folder = at(prefix, 'lib', 'node_modules', 'npm')
  file(join(folder, 'bin', 'npm-cli.js'))
  file(join(folder, 'package.json'), JSON.stringify({ name: 'npm', version }))
  if (linked) link('../lib/node_modules/npm/bin/npm-cli.js', at(prefix, 'bin', 'npm'))
}

function nodeIn(prefix: string): string {
  return file(at(prefix, 'bin', 'node'))
}

const path = (...folders: string[]) => folders.map((folder) => at(folder)).join(delimiter)

describe('findNpm', () => {
  it('follows the link of a prefix', () => {
    npmIn('usr', '11.0.0')
    expect(findNpm(path('usr/bin'), nodeIn('elsewhere'))).toEqual({
      root: at('usr/lib/node_modules/npm'),
      version: '11.0.0',
      npmCli: at('usr/lib/node_modules/npm/bin/npm-cli.js'),
      npxCli: at('usr/lib/node_modules/npm/bin/npx-cli.js'),
    })
  })

  it('takes the first on PATH', () => {
    npmIn('one', '1.0.0')
    npmIn('two', '2.0.0')
    expect(findNpm(path('one/bin', 'two/bin'), nodeIn('two')).version).toBe('1.0.0')
  })

  const shims: readonly (readonly [name: string, make: () => void])[] = [
    [
      'our own, by an alias folder',
      () => {
        file(
          at('own', 'lib', 'node_modules', 'safe-npm', 'package.json'),
          '{"name":"safe-npm","version":"1.0.0"}',
        )
        file(at('own', 'lib', 'node_modules', 'safe-npm', 'bin', 'safe-npm.js'))
        link('../lib/node_modules/safe-npm/bin/safe-npm.js', at('shim', 'npm'))
      },
    ],
    ['a shell script of our own', () => file(at('shim', 'npm'), '#!/bin/sh\nexec safe-npm "$@"\n')],
    [
      "volta's: every name is one binary",
      () => {
        file(at('volta', 'bin', 'volta-shim'))
        link('../volta/bin/volta-shim', at('shim', 'npm'))
      },
    ],
    [
      "corepack's",
      () => {
        file(at('corepack', 'package.json'), '{"name":"corepack","version":"0.30.0"}')
        file(at('corepack', 'dist', 'npm.js'))
        link('../corepack/dist/npm.js', at('shim', 'npm'))
      },
    ],
    ['a link that leads nowhere', () => link('../gone', at('shim', 'npm'))],
    ['a folder called npm', () => mkdirSync(at('shim', 'npm'), { recursive: true })],
    [
      'a package of another name that looks like npm',
      () => {
        file(at('fake', 'package.json'), '{"name":"pnpm","version":"9.0.0"}')
        file(at('fake', 'bin', 'npm-cli.js'))
        link('../fake/bin/npm-cli.js', at('shim', 'npm'))
      },
    ],
    [
      'a broken package.json',
      () => {
        file(at('fake', 'package.json'), '{')
        file(at('fake', 'bin', 'npm-cli.js'))
        link('../fake/bin/npm-cli.js', at('shim', 'npm'))
      },
    ],
  ]
  for (const [name, make] of shims) {
    it(`passes over ${name}`, () => {
      make()
      npmIn('usr', '11.0.0')
      expect(findNpm(path('shim', 'usr/bin'), nodeIn('usr')).version).toBe('11.0.0')
    })

    it(`takes the npm beside Node when there is only ${name}`, () => {
      make()
      npmIn('node', '10.0.0', false)
      expect(findNpm(path('shim'), nodeIn('node')).version).toBe('10.0.0')
    })
  }

  it('follows a version manager that links Node itself', () => {
    npmIn('nvm/v20', '10.0.0', false)
    nodeIn('nvm/v20')
    link(at('nvm/v20/bin/node'), at('current', 'node'))
    expect(findNpm('', at('current', 'node')).version).toBe('10.0.0')
  })

  it('empty entries of PATH are not the current folder', () => {
    npmIn('usr', '11.0.0')
    chmodSync(root, 0o755)
    const here = process.cwd()
    process.chdir(at('usr', 'bin'))
    try {
      expect(() => findNpm(`${delimiter}${delimiter}`, nodeIn('none'))).toThrow()
    } finally {
      process.chdir(here)
    }
  })

  it('says that there is none', () => {
    expect(() => findNpm(path('nothing'), nodeIn('bare'))).toThrow(
      expect.objectContaining({ code: 'npm-not-found' }),
    )
  })
})
