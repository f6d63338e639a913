import { describe, expect, it } from 'vitest'
import { ENGINES } from '../../../src/cli/engines.ts'

describe('the engines', () => {
  it('are tried fastest first', () => {
    expect(ENGINES.map(({ name }) => name)).toEqual(['bubblewrap', 'docker'])
  })

  it.each(ENGINES)('$name is what its name says', async ({ name, load }) => {
    expect((await load([{ from: '/cache', to: '/mnt/cache' }])).name).toBe(name)
  })
})
