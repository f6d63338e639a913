import type { History } from '../../history/history.ts'
import type { PolicyDocument, PolicySource } from '../../model/index.ts'
import { NO_DEMANDS } from '../../policy/compose.ts'
import { PolicyError } from '../../policy/error.ts'
import { parsePolicyFile } from '../../policy/file.ts'
import { createPolicy } from '../../policy/policy.ts'
import { UsageError } from '../error.ts'
import { isWritableByOthers } from './owner.ts'
import type { PolicyPlace } from './places.ts'
import { type PolicyFile, readPolicyFile } from './read.ts'
import { isTrusted } from './trust.ts'

/** What people decided, and every policy file that is there, each once. */
export async function readSources(
  history: Pick<History, 'rules' | 'place'>,
  places: readonly PolicyPlace[],
): Promise<PolicySource[]> {
  const decided = createPolicy(await history.rules())
  const sources: PolicySource[] = [
    {
      kind: 'history',
      place: history.place,
      trust: 'trusted',
      document: { rules: decided.rules, strict: NO_DEMANDS },
    },
  ]
  const seen = new Set<string>()
  for (const place of places) {
    const file = await readPolicyFile(place.path)
    // The first counts: what was named is trusted by that, also where it is the project's.
    if (seen.has(file.real)) continue
    seen.add(file.real)
    const document = parsedPolicy(file)
    sources.push({ kind: place.kind, place: file.path, trust: await trustOf(place, file), document })
  }
  return sources
}

/** Throws a UsageError with line and column. */
export function parsedPolicy({ path, text }: Pick<PolicyFile, 'path' | 'text'>): PolicyDocument {
  try {
    return parsePolicyFile(text)
  } catch (cause) {
    if (!(cause instanceof PolicyError)) throw cause
    throw new UsageError(`the policy ${path}:${cause.message}`, `${cause.hint} (docs/policy.md)`, { cause })
  }
}

export async function trustOf({ kind, path }: PolicyPlace, file: PolicyFile): Promise<PolicySource['trust']> {
  switch (kind) {
    case 'given':
      return 'trusted'
    case 'user':
      return (await isWritableByOthers(path, file.real)) ? 'writable-by-others' : 'trusted'
    case 'project':
      return (await isTrusted(file)) ? 'trusted' : 'untrusted'
  }
}
