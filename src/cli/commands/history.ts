import type { Argv, CommandModule } from 'yargs'
import { type GlobalArguments, settingsOf } from '../dsca-options.ts'
import { UsageError } from '../error.ts'

interface Arguments extends GlobalArguments {
  readonly package?: string | undefined
  readonly limit: number
}

/** `left-padd@1.3.1` → name and version; the `@` of a scope is part of the name. */
export function splitSpec(spec: string): { name: string; version: string | null } {
  const at = spec.indexOf('@', 1)
  return at < 0 ? { name: spec, version: null } : { name: spec.slice(0, at), version: spec.slice(at + 1) }
}

function checkLimit({ limit }: { limit: number }): true {
  if (Number.isInteger(limit) && limit > 0) return true
  throw new UsageError('--limit takes a whole number above 0', 'dsca history --help')
}

export const historyCommand: CommandModule<GlobalArguments, Arguments> = {
  command: 'history [package]',
  describe: 'What has been watched, and what is known of a package',
  builder: (yargs: Argv<GlobalArguments>) =>
    yargs
      .positional('package', { type: 'string', describe: 'Name, or name@version' })
      .option('limit', { type: 'number', default: 20, describe: 'Number of scans', requiresArg: true })
      .check(checkLimit)
      .example('dsca history', 'the last scans')
      .example('dsca history left-padd', 'versions, decisions and scans of left-padd')
      .example('dsca history --json --limit 1000', 'for other programs'),
  handler: async (given) => {
    const [{ withHistory }, { print, printJson }, { scanLines, packageLines }, terminal] = await Promise.all([
      import('../open-history.ts'),
      import('../output.ts'),
      import('../../report/history-text.ts'),
      import('../terminal.ts'),
    ])
    const spec = given.package === undefined ? null : splitSpec(given.package)
    const filter = spec === null ? {} : { package: spec.name }
    const { scans, versions, decisions } = await withHistory(settingsOf(given).history, async (history) => ({
      scans: await history.scans({ ...filter, limit: given.limit }),
      versions: spec === null ? [] : await history.packages(spec.name),
      decisions: spec === null ? [] : await history.decisions(filter),
    }))
    const columns = terminal.columnsOf('stdout')
    const options = { columns, style: await terminal.terminalStyle('stdout'), now: Date.now() }
    if (spec === null) return given.json ? printJson({ scans }) : print(scanLines(scans, options))

    const wanted = versions.filter(({ version }) => spec.version === null || version === spec.version)
    if (given.json) return printJson({ package: spec.name, versions: wanted, decisions, scans })
    const known = packageLines(spec.name, wanted, decisions, options)
    return print(scans.length === 0 ? known : [...known, '', ...scanLines(scans, options)])
  },
}
