import { createHash } from 'node:crypto'
import type { Finding, Phase } from '../model/index.ts'
import { HistoryError } from './error.ts'
import type { VerdictContext, VerdictKey } from './history.ts'

/** What one watch saw of one package: the part of a database's row that verdicts are made of. */
export interface Observation {
  readonly closure: string
  readonly inert: boolean
  readonly phases: readonly Phase[]
  readonly scripts: readonly string[]
  readonly findings: readonly Finding[]
  readonly scanId: string
  readonly watchedAt: number
}

/** The same, as it is stored. */
export interface StoredObservation {
  readonly closure: string
  readonly inert: number
  readonly phases: string
  readonly scripts: string
  readonly findings: string
  readonly digest: string
  readonly scanId: string
  readonly watchedAt: number
}

type Content = Pick<Observation, 'inert' | 'phases' | 'scripts' | 'findings'>
type Identity = Pick<VerdictKey, 'name' | 'version' | 'integrity'>

/** What is stored of a finding has no moment and no policy in it: both belong to the scan in which it was seen. */
export function storeContent(key: VerdictKey, context: VerdictContext, content: Content) {
  const fields = {
    closure: key.closure,
    inert: content.inert ? 1 : 0,
    phases: JSON.stringify([...new Set(content.phases)].sort()),
    scripts: JSON.stringify(content.scripts),
    findings: JSON.stringify(content.findings.map(timeless)),
  }
  return { ...fields, digest: digestOf(key, context, fields) }
}

/** Reads a row back. A row that is not what was written is an error and never knowledge. */
export function readObservation(
  identity: Identity,
  context: VerdictContext,
  stored: StoredObservation,
): Observation {
  if (digestOf(identity, context, stored) !== stored.digest) {
    throw new HistoryError(
      'history-corrupt',
      `the history's record of ${identity.name}@${identity.version} is damaged`,
      'Move the history file away: packages are then watched again',
    )
  }
  return {
    closure: stored.closure,
    inert: stored.inert === 1,
    phases: JSON.parse(stored.phases),
    scripts: JSON.parse(stored.scripts),
    findings: JSON.parse(stored.findings),
    scanId: stored.scanId,
    watchedAt: stored.watchedAt,
  }
}

function timeless({ allowed: _, ...finding }: Finding): Finding {
  return { ...finding, time: null }
}

/** Over whom, where and what: a row that was moved to another package does not fit either. */
function digestOf(
  { name, version, integrity }: Identity,
  { platform, sensor }: VerdictContext,
  { closure, inert, phases, scripts, findings }: Omit<StoredObservation, 'digest' | 'scanId' | 'watchedAt'>,
): string {
  const said = [name, version, integrity, platform, sensor, closure, inert, phases, scripts, findings]
  return createHash('sha256').update(JSON.stringify(said)).digest('base64url')
}
