import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { withHelpers } from './helpers.js'
import { castOf } from './packages.js'
import { COLUMNS, openTerminal } from './terminal.js'

const PROGRAM = fileURLToPath(new URL('../../bin/safe-npm.js', import.meta.url))

/** Plays the session and returns the screen with its colours, as tmux tells it. */
export function recordSession() {
  return withHelpers(async (load) => {
    const [{ startRegistry }, { createWorld }, { makePackage }, { requireTools }] = await Promise.all(
      ['registry', 'world', 'fixtures', 'tools'].map(load),
    )
    requireTools('tmux')
    const registry = await startRegistry()
    const world = await createWorld({ registry, manifest: { name: 'your-app', version: '1.0.0' } })
    try {
      await registry.publish(...castOf(makePackage))
      return { screen: await play(world), columns: COLUMNS }
    } finally {
      await world[Symbol.asyncDispose]()
      await registry[Symbol.asyncDispose]()
    }
  })
}

async function play(world) {
  const terminal = openTerminal(world, { 'safe-npm': PROGRAM })
  try {
    await terminal.shows(/^\$ ?$/m)
    await terminal.type('safe-npm install tidy-names')
    await terminal.shows(/added 1 package[\s\S]*\n\$ ?$/)
    await terminal.type('safe-npm install colour-kit')
    await terminal.shows(/Install anyway\?[\s\S]*Show all details/)
    await pause(300)
    const screen = terminal.screen('-e')
    // The picture says that nothing is installed: see that it is so.
    terminal.press('n')
    await terminal.shows(/Install anyway\? No[\s\S]*\n\$ ?$/)
    if (existsSync(join(world.project, 'node_modules', 'left-padd'))) throw new Error('It was installed.')
    return screen
  } finally {
    terminal.close()
  }
}
