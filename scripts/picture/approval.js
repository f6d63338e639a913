import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { ROOT, withHelpers } from './helpers.js'
import { scriptedCastOf } from './packages.js'
import { COLUMNS, openTerminal } from './terminal.js'

const MANIFEST = {
  name: 'your-app',
  version: '1.0.0',
  dependencies: { 'fast-hash': '^4.1.0', 'left-padd': '^1.3.1' },
}

/** A project on npm 12: blocked scripts are watched, and the clean ones approved and run. */
export function recordApproval() {
  return withHelpers(async (load) => {
    const [{ startRegistry }, { createWorld }, { makePackage }, { requireTools }, { fetchNpm12 }] =
      await Promise.all(['registry', 'world', 'fixtures', 'tools', 'npm12'].map(load))
    requireTools('tmux')
    const npm12 = await fetchNpm12(ROOT)
    const registry = await startRegistry()
    const world = await createWorld({ registry, manifest: MANIFEST })
    try {
      await registry.publish(...scriptedCastOf(makePackage))
      return { screen: await play(world, npm12), columns: COLUMNS }
    } finally {
      await world[Symbol.asyncDispose]()
      await registry[Symbol.asyncDispose]()
      npm12[Symbol.dispose]()
    }
  })
}

async function play(world, npm12) {
  const terminal = openTerminal(world, { dsca: npm12.program('dsca') }, npm12.path)
  try {
    await terminal.shows(/^\$ ?$/m)
    await terminal.type('npm install')
    await terminal.shows(/added 2 packages[\s\S]*\n\$ ?$/)
    await terminal.type('dsca approve --write')
    await terminal.shows(/Run its scripts now\?[\s\S]*Yes \(y\)/)
    await pause(300)
    terminal.press('y')
    await terminal.shows(/Run its scripts now\? Yes[\s\S]*\n\$ ?$/)
    const screen = terminal.screen('-e')
    checkProject(world.project)
    return screen
  } finally {
    terminal.close()
  }
}

/** The picture says what was approved and what ran: see that it is so. */
function checkProject(project) {
  const { allowScripts } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'))
  if (JSON.stringify(allowScripts) !== '{"fast-hash@4.1.0":true}')
    throw new Error(`allowScripts is ${JSON.stringify(allowScripts)}`)
  if (!existsSync(join(project, 'node_modules/fast-hash/built.node'))) throw new Error('It was not built.')
}
