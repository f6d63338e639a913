import { z } from 'zod'
import type { Policy } from '../model/index.ts'
import { PolicyError } from './error.ts'
import { createPolicy } from './policy.ts'

/** A policy file: `{ "rules": [{ "effect": "allow", "package": "…", "host": "…", "reason": "…" }] }`. */
const policyFile = z.strictObject({
  rules: z.array(
    z.strictObject({
      effect: z.string(),
      package: z.string(),
      host: z.string(),
      reason: z.string().nullable().optional(),
    }),
  ),
})

/** An unknown key is an error: a misspelt `hosts` must not become a rule that says something else. */
export function parsePolicyFile(text: string): Policy {
  const parsed = policyFile.safeParse(parseJson(text))
  if (parsed.success) return createPolicy(parsed.data.rules)
  const issue = parsed.error.issues[0]
  const where = issue === undefined || issue.path.length === 0 ? 'the file' : issue.path.join('.')
  throw new PolicyError('policy-shape', `${where}: ${issue?.message ?? 'wrong shape'}`, HINT, {
    cause: parsed.error,
  })
}

const HINT =
  'A policy file is { "rules": [{ "effect": "allow", "package": "…", "host": "…", "reason": "…" }] }'

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new PolicyError('policy-not-json', 'the policy file is not JSON', HINT, { cause })
  }
}
