import { createHash } from 'node:crypto'
import type { Finding, FindingCode } from '../model/index.ts'
import { placeOf } from './stories.ts'

/** Codes whose detail is a fact of the package. Of others it may hold what differs from run to run. */
const TELLING_DETAIL: ReadonlySet<FindingCode> = new Set([
  'registry-write',
  'registry-read',
  'foreign-source',
  'manifest-mismatch',
  'process-survived',
  'script-failed',
])

function detailOf({ code, detail }: Finding): string {
  if (code === 'watch-incomplete') return /^[a-z-]*/.exec(detail)?.[0] ?? ''
  return TELLING_DETAIL.has(code) ? detail : ''
}

/**
 * The same for the same thing in another run, on another line, on another day; another for another version,
 * which is other bytes and another question. How often and by which path it came does not count, nor does an
 * address behind a name, because our own DNS server invents it.
 */
export function fingerprint(finding: Finding): string {
  const { code, package: name, version, script, phase, port, protocol } = finding
  const said = [code, name, version, script, phase, placeOf(finding), port, protocol, detailOf(finding)]
  return createHash('sha256').update(JSON.stringify(said)).digest('hex').slice(0, 32)
}
