import { readFile } from 'node:fs/promises'
import type { History } from '../../history/history.ts'
import type { Policy } from '../../model/index.ts'
import { createPolicy } from '../../policy/policy.ts'
import { UsageError } from '../error.ts'

/** What people decided before, and the policy file when one is named. */
export async function loadPolicy(history: History, file: string | null): Promise<Policy> {
  const decided = await history.rules()
  if (file === null) return createPolicy(decided)
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(`the policy ${file} cannot be read`, 'give the path of a policy file', {
      cause: error,
    })
  })
  const { parsePolicyFile } = await import('../../policy/file.ts')
  try {
    return createPolicy([...decided, ...parsePolicyFile(text).rules])
  } catch (error) {
    throw new UsageError(
      `the policy ${file} is not valid: ${error instanceof Error ? error.message : error}`,
      'see docs/policy.md',
      { cause: error },
    )
  }
}
