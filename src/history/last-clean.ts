import { uniteFindings } from './coverage.ts'
import type { CleanQuery, CleanVersion } from './history.ts'
import type { Observation } from './observation.ts'

type Watch = Observation & Pick<CleanVersion, 'name' | 'version' | 'integrity'>

/**
 * Of the watches of one name the clean version that was watched last. What was ever seen of the same bytes counts:
 * a later watch that saw nothing makes no clean version of one that was seen to contact a stranger.
 */
export function pickClean(watches: readonly Watch[], isClean: CleanQuery['isClean']): CleanVersion | null {
  const newestFirst = watches.toSorted((a, b) => b.watchedAt - a.watchedAt)
  const versions = new Map<string, Watch[]>()
  for (const watch of newestFirst) {
    const key = JSON.stringify([watch.version, watch.integrity])
    const same = versions.get(key)
    if (same === undefined) versions.set(key, [watch])
    else same.push(watch)
  }
  for (const [newest, ...older] of versions.values()) {
    if (newest === undefined) continue
    const { name, version, integrity, scripts, scanId, watchedAt } = newest
    const findings = uniteFindings([newest, ...older].map((watch) => watch.findings))
    if (isClean(findings)) return { name, version, integrity, scripts, findings, scanId, watchedAt }
  }
  return null
}
