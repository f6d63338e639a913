import type { Approval, ScanReport } from '../model/index.ts'
import { approvalVerdict } from '../verdict/approvals.ts'
import type { WrittenInput } from './approval-written.ts'

export interface ApprovalJsonInput {
  readonly report: Pick<ScanReport, 'id' | 'platform' | 'npm'>
  readonly approvals: readonly Approval[]
  /** Null when nothing was to be written. */
  readonly written: WrittenInput | null
  /** This npm knows approvals. */
  readonly known: boolean
}

/** What `dsca approve --json` prints: docs/json.md. */
export function approvalJson({ report, approvals, written, known }: ApprovalJsonInput) {
  return {
    schemaVersion: 1,
    scan: report.id,
    platform: report.platform,
    npm: report.npm,
    npmHasApprovals: known,
    verdict: approvalVerdict(approvals),
    packages: approvals.map((one) => ({
      name: one.name,
      version: one.version,
      scripts: one.scripts,
      did: one.did,
      hosts: one.hosts,
      standing: one.standing,
      pin: one.pin,
      proposed: one.unproposed === null,
      because: one.unproposed,
    })),
    written: written && {
      changes: written.changes,
      notInstalled: written.notThere,
      refused: written.refused,
      toRun: written.toRun,
    },
  }
}
