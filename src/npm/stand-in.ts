import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { ForeignSource } from './foreign-source.ts'

interface Spec {
  readonly fetchSpec?: string | null
  readonly saveSpec?: string | null
  readonly hosted?: { sshurl(options?: object): string } | null
}

/**
 * A manifest in the place of what a git host or a web server would have said: it has no dependencies and no scripts,
 * and lets npm resolve the rest of the tree.
 */
export function standIn(
  npmRoot: string,
  { spec, kind, name }: ForeignSource,
): Readonly<Record<string, unknown>> {
  const parse = createRequire(join(npmRoot, 'package.json'))('npm-package-arg') as (spec: string) => Spec
  const parsed = parse(spec)
  const address = parsed.fetchSpec ?? parsed.hosted?.sshurl() ?? parsed.saveSpec ?? spec
  const resolved = kind === 'git' && !address.startsWith('git') ? `git+${address}` : address
  const called = name ?? 'not-fetched'
  return { name: called, version: '0.0.0', _id: `${called}@0.0.0`, _from: spec, _resolved: resolved }
}
