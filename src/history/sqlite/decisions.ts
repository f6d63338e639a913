import type { Database } from 'better-sqlite3'
import type { PolicyRule } from '../../model/index.ts'
import type { Decision } from '../history.ts'
import { rulesOf } from '../rules.ts'

export function insertDecision(database: Database, decision: Decision): void {
  database
    .prepare(
      `INSERT INTO decisions (effect, package, host, reason, scope, who, decided_at, scan_id)
       VALUES (@effect, @package, @host, @reason, @scope, @who, @when, @scanId)`,
    )
    .run({ ...decision, when: Math.trunc(decision.when) })
}

export function selectDecisions(
  database: Database,
  filter: { readonly package?: string },
): readonly Decision[] {
  return database
    .prepare<[{ package: string }], Decision>(
      `SELECT effect, package, host, reason, scope, who, decided_at AS "when", scan_id AS scanId
       FROM decisions ${filter.package === undefined ? '' : 'WHERE package = @package'}
       ORDER BY decided_at DESC, id DESC`,
    )
    .all({ package: filter.package ?? '' })
}

export function selectRules(database: Database): readonly PolicyRule[] {
  return rulesOf(selectDecisions(database, {}))
}
