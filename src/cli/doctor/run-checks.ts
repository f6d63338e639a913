import { EXIT } from '../exit-codes.ts'
import type { CheckContext, CheckResult, CheckStatus, DoctorCheck } from './check.ts'

export interface Examined extends CheckResult {
  readonly kind: DoctorCheck['kind']
}

async function examine(check: DoctorCheck, context: CheckContext): Promise<Examined> {
  try {
    return { kind: check.kind, ...(await check.run(context)) }
  } catch (error) {
    const sentences = [error instanceof Error ? error.message : String(error)]
    if (error instanceof Error && 'hint' in error) sentences.push(String(error.hint))
    return { kind: check.kind, name: check.name, status: 'fail', detail: sentences.join('. ') }
  }
}

/** One after the other, so that each is shown as soon as it is known. */
export async function* runChecks(
  checks: readonly DoctorCheck[],
  context: CheckContext,
): AsyncGenerator<Examined, void> {
  for (const check of checks) yield await examine(check, context)
}

/** 0 all fine (warnings included), 103 no engine works (or not the wanted one), 105 something else is wrong. */
export function doctorExitCode(results: readonly Examined[], wanted = 'auto'): number {
  const engines = results.filter(
    ({ kind, name }) => kind === 'engine' && (wanted === 'auto' || name === wanted),
  )
  if (engines.length > 0 && !engines.some((engine) => engine.status === 'ok')) return EXIT.noEngine
  // One engine is enough: another that does not work here is worth a line, not a failure.
  const others = results.filter((result) => result.kind !== 'engine')
  const failed = others.some((result) => result.status === ('fail' satisfies CheckStatus))
  return failed ? EXIT.fault : 0
}
