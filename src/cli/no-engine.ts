import { type FailedEngine, noEngineLines } from '../report/no-engine.ts'
import type { SandboxUnavailable } from '../sandbox/error.ts'
import { columnsOf } from './terminal.ts'

/** What safe-npm and dsca say alike when no sandbox works here. */
export function unavailableLines({ tried }: SandboxUnavailable, program: 'safe-npm' | 'dsca'): string[] {
  const engines = tried.map(
    ({ name, probe }): FailedEngine => ({
      name,
      detail: probe.detail,
      fix: probe.works ? null : probe.fix,
    }),
  )
  return noEngineLines(engines, { columns: columnsOf('stderr'), program })
}
