import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { programPath } from './cli.ts'
import { run } from './run.ts'
import { requireTools } from './tools.ts'
import type { World } from './world.ts'

/** A real terminal (tmux) in which safe-npm runs, or another `program`. */
export interface Terminal extends AsyncDisposable {
  /** What is on the screen now. */
  screen(): Promise<string>
  /** Waits until the screen shows it. */
  shows(pattern: RegExp, seconds?: number): Promise<string>
  /** Types keys, by their tmux names: `y`, `Enter`, `C-c`, `Right`. */
  press(...keys: string[]): Promise<void>
  /** The exit code, once the program ended. */
  exitCode(): Promise<number>
}

const quote = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`

export async function openTerminal(
  world: World,
  args: readonly string[],
  size: { readonly columns: number; readonly rows: number } = { columns: 80, rows: 40 },
  program: readonly string[] = [process.execPath, programPath('safe-npm')],
): Promise<Terminal> {
  requireTools('tmux')
  const socket = `test-${randomBytes(6).toString('hex')}`
  const env = { ...world.env, TERM: 'screen-256color', TMUX_TMPDIR: world.root }
  const tmux = async (...command: string[]) => {
    const result = await run('tmux', ['-L', socket, '-f', '/dev/null', ...command], {
      cwd: world.project,
      env,
    })
    if (result.code !== 0) throw new Error(`tmux ${command.join(' ')}: ${result.stderr}`)
    return result.stdout
  }
  // A script instead of a command line: the shell's own echo would be on the screen.
  const script = join(world.root, `${socket}.sh`)
  const command = [...program, ...args].map(quote).join(' ')
  writeFileSync(script, `${command}\necho "exit code: $?"\nexec sleep 600\n`)
  const dimensions = ['-x', String(size.columns), '-y', String(size.rows)]
  await tmux('new-session', '-d', '-s', 'main', ...dimensions, `exec sh ${quote(script)}`)

  const screen = async () => (await tmux('capture-pane', '-p', '-t', 'main')).trimEnd()
  const shows = async (pattern: RegExp, seconds = 60) => {
    const end = performance.now() + seconds * 1000
    for (;;) {
      const text = await screen()
      if (pattern.test(text)) return text
      if (performance.now() > end) throw new Error(`${pattern} is not on the screen:\n${text}`)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
  return {
    screen,
    shows,
    async press(...keys) {
      for (const key of keys) await tmux('send-keys', '-t', 'main', key)
    },
    async exitCode() {
      const [, code] = (await shows(/exit code: \d+/)).match(/exit code: (\d+)/) ?? []
      return Number(code)
    },
    async [Symbol.asyncDispose]() {
      await tmux('kill-server').catch(() => {})
    },
  }
}
