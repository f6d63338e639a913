/**
 * Silences npm's own error lines from here on: after a block they would repeat, in npm's words, what was just
 * said. npm's log file and `--json` output stay as they are. npm's log is the `log` event of the process
 * (proc-log).
 */
export function quietNpmErrors(): void {
  for (const listener of process.listeners('log' as never) as ((...args: unknown[]) => void)[]) {
    process.off('log', listener)
    process.on('log', (level: unknown, ...args: unknown[]) => {
      if (level !== 'error') listener(level, ...args)
    })
  }
}
