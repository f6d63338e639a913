import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { withHelpers } from './helpers.js'
import { castOf } from './packages.js'

const COLUMNS = 80
const ROWS = 40
const SECONDS = 60
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
  const terminal = openTerminal(world)
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

/** A plain shell in tmux, which finds safe-npm on its PATH. */
function openTerminal(world) {
  const programs = join(world.root, 'programs')
  mkdirSync(programs)
  symlinkSync(PROGRAM, join(programs, 'safe-npm'))
  const { NO_COLOR: _, CI: __, ...rest } = world.env
  const env = {
    ...rest,
    PATH: `${programs}:${world.env.PATH}`,
    TERM: 'screen-256color',
    TMUX_TMPDIR: world.root,
    ENV: '',
  }
  const tmux = (...args) =>
    execFileSync('tmux', ['-L', 'picture', '-f', '/dev/null', ...args], {
      cwd: world.project,
      env,
      encoding: 'utf8',
    })
  tmux('new-session', '-d', '-s', 'main', '-x', String(COLUMNS), '-y', String(ROWS), "PS1='$ ' exec sh -i")
  const screen = (...options) => tmux('capture-pane', '-p', ...options, '-t', 'main').trimEnd()
  return {
    screen,
    async shows(pattern) {
      const end = performance.now() + SECONDS * 1000
      while (!pattern.test(screen())) {
        if (performance.now() > end) throw new Error(`${pattern} is not on the screen:\n${screen()}`)
        await pause(100)
      }
    },
    press: (key) => tmux('send-keys', '-t', 'main', key),
    async type(line) {
      tmux('send-keys', '-t', 'main', '-l', line)
      await pause(200)
      tmux('send-keys', '-t', 'main', 'Enter')
    },
    close: () => tmux('kill-server'),
  }
}
