import { z } from 'zod'
import { FINDING_CODES, type FindingCode } from '../model/index.ts'

/** More are nobody's, and each is compared with each finding. */
const MAX_RULES = 10_000
const text = z.string().max(2_000)

const RULE = {
  package: text,
  versions: text.optional(),
  host: text,
  phases: z
    .array(z.enum(['fetch', 'install', 'import', 'bin']))
    .min(1)
    .optional(),
  scripts: z
    .array(z.enum(['preinstall', 'prepare', 'install', 'postinstall', 'import', 'bin']))
    .min(1)
    .optional(),
  reason: text.nullable().optional(),
  who: text.optional(),
  expires: text.optional(),
}

const STRICT = {
  always: z.boolean().optional(),
  onlyFiles: z.boolean().optional(),
  findings: z.array(z.enum(Object.keys(FINDING_CODES) as FindingCode[])).optional(),
}

const FILE = {
  $schema: z.string().optional(),
  rules: z
    .array(z.strictObject({ effect: text, ...RULE }))
    .max(MAX_RULES)
    .optional(),
  strict: z.strictObject(STRICT).optional(),
  /** Reserved: what may be forwarded for a deeper watch. Checked, and without any effect. */
  forward: z.array(z.strictObject(RULE)).max(MAX_RULES).optional(),
}

/** Strict everywhere: an unknown key is an error, so that a misspelt one cannot say something else than was meant. */
export const POLICY_SHAPE = z.strictObject(FILE)

export type PolicyShape = z.infer<typeof POLICY_SHAPE>

/** What to write where a key is wrong, for what is at this path. */
export function keysHint(path: readonly PropertyKey[]): string {
  const [first] = path
  if (first === 'strict') return `In strict there are ${Object.keys(STRICT).join(', ')}`
  const keys = Object.keys(RULE).join(', ')
  if (first === 'rules') return `A rule has effect, package and host, and may have more: ${keys}`
  if (first === 'forward') return `What is forwarded has package and host, and may have more: ${keys}`
  return `A policy file is { "rules": [{ "effect": "allow", "package": "…", "host": "…", "reason": "…" }] }; its keys are ${Object.keys(FILE).join(', ')}`
}
