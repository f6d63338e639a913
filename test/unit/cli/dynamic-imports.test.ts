import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

// tsc 6.0 transforms a function with `await using` and forgets the dynamic imports in it: their `.ts` endings
// reach dist, where no such file is. Until that is mended, no file has both.
it('no file has both an "await using" and a dynamic import', () => {
  const src = new URL('../../../src/', import.meta.url)
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
  const both = files.filter((file) => {
    const code = readFileSync(new URL(file, src), 'utf8').replace(/^\s*(\*|\/\/|\/\*).*$/gm, '')
    const withUsing = code.split(/^(?=export |async |function )/m)
    return withUsing.some((part) => /\busing \w+ =/.test(part) && /\bimport\(/.test(part))
  })
  expect(both).toEqual([])
})
