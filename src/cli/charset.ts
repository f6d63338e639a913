type Environment = Readonly<Record<string, string | undefined>>

/**
 * Whether the terminal shows more than ASCII. As setlocale(3) has it, the first of these that is set counts. A
 * machine that says nothing (a container, cron) writes to logs, and those are UTF-8. The console of Linux takes
 * UTF-8, but its font has few of our marks.
 */
export function showsUnicode(env: Environment = process.env): boolean {
  if (env.TERM === 'linux') return false
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG
  return !locale || /utf-?8/i.test(locale)
}
