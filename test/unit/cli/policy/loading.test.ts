import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const SRC = new URL('../../../../src/', import.meta.url)

/** What is loaded with a file, whether it is needed or not: static imports of values, followed to the end. */
function loadedWith(file: URL, seen = new Set<string>()): Set<string> {
  if (seen.has(file.href)) return seen
  seen.add(file.href)
  const code = readFileSync(file, 'utf8')
  for (const [, names = '', from = ''] of code.matchAll(/^import (?!type )([^;]*?) ?from '([^']+)'/gm)) {
    if (/^\{\s*(type [^,]+,?\s*)+\}$/.test(names)) continue
    if (!from.startsWith('.')) seen.add(from)
    else loadedWith(new URL(from, file), seen)
  }
  return seen
}

it('a tree without a policy file loads nothing that reads one', () => {
  for (const entry of ['cli/watch/guard.ts', 'cli/start-npm.ts', 'cli/dsca.ts']) {
    const loaded = [...loadedWith(new URL(entry, SRC))]
    expect(loaded.length).toBeGreaterThan(3)
    const vendors = loaded.filter((one) => /^(zod|jsonc-parser|semver)/.test(one))
    expect(vendors).toEqual([])
    expect(
      loaded.filter((one) => /policy\/(file|jsonc|shape|versions|sources|compose)\.ts$/.test(one)),
    ).toEqual([])
  }
  const start = [...loadedWith(new URL('cli/start-npm.ts', SRC))]
  expect(start.filter((one) => one.replace(SRC.href, '').includes('policy'))).toEqual([])
  expect([...loadedWith(new URL('cli/policy/sources.ts', SRC))]).toContain('zod')
})
