import type { TreePackage } from '../model/index.ts'
import { examine } from './examine.ts'
import type { SurveyTools } from './survey-tools.ts'
import { asAsked } from './with-known.ts'

/** Many at a time: the id of the scan, or null when anything happened in it. Then nobody has been told anything. */
export async function watchTogether(
  packages: readonly TreePackage[],
  tools: Pick<SurveyTools, 'enter' | 'openScan' | 'record'>,
): Promise<string | null> {
  const leave = await tools.enter([])
  try {
    const scan = tools.openScan()
    try {
      const incoming = new Set(packages.map(({ location }) => location))
      const examination = await examine(
        { packages, incoming, ignoreScripts: false },
        { ...scan.tools, history: asAsked(scan.tools.history) },
      )
      const { verdict, report } = examination
      if (verdict.findings.some(({ severity }) => severity !== 'info')) return null
      await tools.record(examination)
      return report.id
    } finally {
      await scan.cleanUp(false)
    }
  } finally {
    leave()
  }
}
