import type { PolicyRule } from '../../model/index.ts'
import type { Query } from '../../shared/postgres/database.ts'
import type { Decision } from '../history.ts'
import { rulesOf } from '../rules.ts'

export async function insertDecision(query: Query, decision: Decision): Promise<void> {
  const { effect, package: name, host, reason, scope, who, when, scanId } = decision
  await query(
    `INSERT INTO safe_npm.decisions (effect, package, host, reason, scope, who, decided_at, scan_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [effect, name, host, reason, scope, who, Math.trunc(when), scanId],
  )
}

export function selectDecisions(
  query: Query,
  filter: { readonly package?: string },
): Promise<readonly Decision[]> {
  return query<Decision>(
    `SELECT effect, package, host, reason, scope, who, decided_at::float8 AS "when", scan_id AS "scanId"
     FROM safe_npm.decisions WHERE $1::text IS NULL OR package = $1
     ORDER BY decided_at DESC, id DESC`,
    [filter.package ?? null],
  )
}

export async function selectRules(query: Query): Promise<readonly PolicyRule[]> {
  return rulesOf(await selectDecisions(query, {}))
}
