import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fetchNpm12, type Npm12, onNpm12 } from '../helpers/npm12.ts'
import { type LoopbackRegistry, startRegistry } from '../helpers/registry.ts'
import { isBuilt, MIXED, manifestOf, publishScripted } from '../helpers/script-packages.ts'
import { openTerminal } from '../helpers/terminal.ts'
import { createWorld } from '../helpers/world.ts'

// npm 12 runs what was approved afterwards only when it is told to: at a terminal dsca offers to do it.
let registry: LoopbackRegistry
let npm12: Npm12
beforeAll(async () => {
  registry = await startRegistry()
  await publishScripted(registry)
  npm12 = await fetchNpm12(fileURLToPath(new URL('../../', import.meta.url)))
})
afterAll(async () => {
  npm12?.[Symbol.dispose]()
  await registry?.[Symbol.asyncDispose]()
})

const ANSWERS = [
  ['y', 'Yes', true],
  ['Enter', 'No', false],
  ['C-c', 'No', false],
] as const

test.each(ANSWERS)(
  '%s is %s: blocked scripts, one command, and the clean one has run: %s',
  async (key, said, ran) => {
    await using world = await createWorld({ registry, manifest: MIXED, env: { PATH: npm12.path } })
    expect((await onNpm12(world, npm12, 'npm', ['install'])).code).toBe(0)
    expect(isBuilt(world)).toBe(false)
    const program = [npm12.node, npm12.program('dsca')]
    await using terminal = await openTerminal(world, ['approve', '--write'], undefined, program)
    await terminal.shows(/Run its scripts now\?[\s\S]*Yes \(y\)/)
    await terminal.press(key)
    await terminal.shows(new RegExp(`Run its scripts now\\? ${said}`))
    // looks-up is not clean, whatever was answered.
    expect(await terminal.exitCode()).toBe(100)
    expect(isBuilt(world)).toBe(ran)
    expect(manifestOf(world).allowScripts).toEqual({ 'tidy-build@1.0.0': true })
  },
)
