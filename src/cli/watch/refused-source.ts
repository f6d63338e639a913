import type { ScanOutcome } from '../../history/history.ts'
import type { Finding } from '../../model/index.ts'
import { StopNpm } from '../../npm/error.ts'
import type { NpmLibraries } from '../../npm/libraries.ts'
import { quietNpmErrors } from '../../npm/quiet-errors.ts'
import type { OwnFlags } from '../own-flags.ts'
import { projectFolders } from '../policy/places.ts'

const refusal: { exitCode: number | null } = { exitCode: null }

/**
 * Ends npm because of where a package comes from. npm takes some failures of fetching for no failure: it leaves out
 * an optional dependency and goes on, and `npm fund` has a message of its own. What was said holds all the same:
 * nothing is installed after it, and this is the exit code.
 */
export function stopAtSource(exitCode: number): never {
  if (refusal.exitCode === null) process.on('exit', () => (process.exitCode = exitCode))
  refusal.exitCode = exitCode
  quietNpmErrors()
  throw new StopNpm(exitCode, 'safe-npm: nothing was installed')
}

/** At the door: npm has come this far in spite of a refusal. */
export function stopIfRefused(): void {
  if (refusal.exitCode !== null) stopAtSource(refusal.exitCode)
}

interface Told {
  readonly own: OwnFlags
  readonly libraries: NpmLibraries
  readonly global: boolean
  readonly finding: Finding
  readonly outcome: ScanOutcome
}

/** The reports that a scan would have had: this was decided before there was a tree to scan. */
export async function reportRefusal({ own, libraries, global, finding, outcome }: Told): Promise<void> {
  if (own.reports.length === 0 && process.env.GITHUB_ACTIONS !== 'true') return
  const [{ writeReports }, { unwatchedReport }] = await Promise.all([
    import('./reports.ts'),
    import('./unwatched-report.ts'),
  ])
  const report = unwatchedReport(libraries.npmVersion, {
    verdict: 'suspicious',
    packages: [],
    findings: [finding],
  })
  const project = projectFolders({ global })[0] ?? process.cwd()
  await writeReports(own.reports, { report, outcome, project })
}
