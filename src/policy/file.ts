import type { z } from 'zod'
import type { PolicyDocument, PolicyRule } from '../model/index.ts'
import { NO_DEMANDS } from './compose.ts'
import { PolicyError, type PolicyErrorCode, type PolicyProblem, type Position } from './error.ts'
import { parseExpires } from './expiry.ts'
import { type Located, type Path, readJsonc } from './jsonc.ts'
import { parsePolicyRule, type RuleInput } from './rule.ts'
import { keysHint, POLICY_SHAPE, type PolicyShape } from './shape.ts'
import { parseVersions } from './versions.ts'

/** A file with a problem has no document: half of a policy is not what was meant. */
export type ReadPolicy =
  | { readonly document: PolicyDocument; readonly problems: readonly [] }
  | { readonly document: null; readonly problems: readonly [PolicyProblem, ...PolicyProblem[]] }

/** Reads a policy file, and says of everything that is wrong in it where it is and what to write instead. */
export function readPolicy(text: string): ReadPolicy {
  const { located, problems } = readJsonc(text.replace(/^\ufeff/, ''))
  const wrong = [...problems]
  if (located === null || wrong.length > 0) return failed(wrong)
  const parsed = POLICY_SHAPE.safeParse(located.value)
  if (!parsed.success) return failed(parsed.error.issues.flatMap((issue) => issueProblems(issue, located)))
  const rules = rulesOf(parsed.data, located, wrong)
  if (wrong.length > 0) return failed(wrong)
  const { always = false, onlyFiles = false, findings = [] } = parsed.data.strict ?? NO_DEMANDS
  return { document: { rules, strict: { always, onlyFiles, findings } }, problems: [] }
}

/** The same where a wrong file ends everything. Throws a PolicyError that begins with line and column. */
export function parsePolicyFile(text: string): PolicyDocument {
  const { document, problems } = readPolicy(text)
  if (document !== null) return document
  const [{ code, message, hint, line, column }] = problems
  throw new PolicyError(code, `${line}:${column}: ${message}`, hint)
}

function failed(problems: readonly PolicyProblem[]): ReadPolicy {
  const [first, ...more] = problems
  if (first === undefined) throw new Error('a policy without a problem was refused')
  return { document: null, problems: [first, ...more] }
}

function rulesOf(shape: PolicyShape, located: Located, wrong: PolicyProblem[]): PolicyRule[] {
  for (const [index, one] of (shape.forward ?? []).entries())
    ruleOf({ effect: 'allow', ...one }, ['forward', index], located, wrong)
  return (shape.rules ?? []).flatMap((one, index) => ruleOf(one, ['rules', index], located, wrong) ?? [])
}

type RuleShape = NonNullable<PolicyShape['rules']>[number]

function ruleOf(
  shape: RuleShape,
  path: Path,
  located: Located,
  wrong: PolicyProblem[],
): PolicyRule | undefined {
  try {
    if (shape.versions !== undefined) parseVersions(shape.versions)
    if (shape.expires !== undefined) parseExpires(shape.expires)
    return parsePolicyRule({ ...present(shape), line: located.position(path).line })
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error
    const { code, message, hint } = error
    wrong.push({ code, message, hint, ...located.position([...path, FIELDS[code] ?? '']) })
    return undefined
  }
}

/** zod says `undefined` of what is not there; here it is not there. */
function present(shape: RuleShape): RuleInput {
  return Object.fromEntries(Object.entries(shape).filter(([, value]) => value !== undefined)) as never
}

/** Where what was wrong stands. */
const FIELDS: Partial<Record<PolicyErrorCode, string>> = {
  'policy-effect': 'effect',
  'policy-package': 'package',
  'policy-host': 'host',
  'policy-wildcard': 'host',
  'policy-versions': 'versions',
  'policy-expires': 'expires',
}

function issueProblems(issue: z.core.$ZodIssue, located: Located): PolicyProblem[] {
  const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)))
  const problem = (message: string, at: Position): PolicyProblem => ({
    code: 'policy-shape',
    message,
    hint: keysHint(path),
    ...at,
  })
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => problem(`there is no key '${key}'`, located.keyPosition([...path, key])))
  const where = path.length === 0 ? '' : `${path.join('.')}: `
  return [problem(where + issue.message, located.position(path))]
}
