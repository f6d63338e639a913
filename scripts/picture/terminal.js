import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

export const COLUMNS = 80
const ROWS = 40
const SECONDS = 60

/** A plain shell in tmux, which finds `programs` (name to path) before everything else on its PATH. */
export function openTerminal(world, programs, path = world.env.PATH) {
  const folder = join(world.root, 'programs')
  mkdirSync(folder)
  for (const [name, target] of Object.entries(programs)) symlinkSync(target, join(folder, name))
  const { NO_COLOR: _, CI: __, ...rest } = world.env
  const env = {
    ...rest,
    PATH: `${folder}:${path}`,
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
