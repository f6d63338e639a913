import { expect, test } from 'vitest'
import { setUpApproving } from '../helpers/approving.ts'
import { onNpm } from '../helpers/npms.ts'
import { isBuilt, MIXED, manifestOf } from '../helpers/script-packages.ts'
import { openTerminal } from '../helpers/terminal.ts'
import { createWorld } from '../helpers/world.ts'

// npm 12 runs what was approved afterwards only when it is told to: at a terminal dsca offers to do it.
const given = setUpApproving()

const ANSWERS = [
  ['y', 'Yes', true],
  ['Enter', 'No', false],
  ['C-c', 'No', false],
] as const

test.each(ANSWERS)(
  '%s is %s: blocked scripts, one command, and the clean one has run: %s',
  async (key, said, ran) => {
    await using world = await createWorld({
      registry: given.registry,
      manifest: MIXED,
      env: { PATH: given.npms.npm12.path },
    })
    expect((await onNpm(world, given.npms.npm12, 'npm', ['install'])).code).toBe(0)
    expect(isBuilt(world)).toBe(false)
    const program = [given.npms.npm12.node, given.npms.npm12.program('dsca')]
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
