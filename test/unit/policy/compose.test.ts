import { describe, expect, it } from 'vitest'
import type { PolicySource, StrictDemands } from '../../../src/model/index.ts'
import { composePolicy, NO_DEMANDS } from '../../../src/policy/compose.ts'
import { createPolicy } from '../../../src/policy/policy.ts'

type Kind = PolicySource['kind']
type Trust = PolicySource['trust']

function source(
  kind: Kind,
  trust: Trust,
  rules: readonly string[],
  strict: Partial<StrictDemands> = {},
): PolicySource {
  const parsed = createPolicy(
    rules.map((rule) => {
      const [host = '', expires] = rule.slice(1).split(' ')
      const effect = rule.startsWith('+') ? 'allow' : 'deny'
      return { effect, package: 'a', host, ...(expires ? { expires } : {}) }
    }),
  )
  return { kind, trust, place: '/p', document: { rules: parsed.rules, strict: { ...NO_DEMANDS, ...strict } } }
}

interface Case {
  readonly name: string
  readonly sources: readonly PolicySource[]
  readonly typed?: true
  /** Rules that count, in the same spelling. */
  readonly counts: readonly string[]
  readonly ifTrusted?: readonly string[]
  readonly strict?: true
  readonly forbidden?: readonly string[]
}

const ALWAYS = { always: true }
const CASES: readonly Case[] = [
  { name: 'nothing', sources: [], counts: [] },
  {
    name: 'what was decided and what is trusted count alike',
    sources: [
      source('history', 'trusted', ['+h.example']),
      source('project', 'trusted', ['+p.example', '-d.example']),
    ],
    counts: ['+h.example', '+p.example', '-d.example'],
  },
  {
    name: 'an untrusted project forbids and allows nothing',
    sources: [source('project', 'untrusted', ['+*', '-d.example'])],
    counts: ['-d.example'],
    ifTrusted: ['+*', '-d.example'],
  },
  {
    name: 'an untrusted project that only forbids is worth no word',
    sources: [source('project', 'untrusted', ['-d.example'])],
    counts: ['-d.example'],
  },
  {
    name: "a user's file that others may write",
    sources: [source('user', 'writable-by-others', ['+u.example', '-d.example'])],
    counts: ['-d.example'],
    ifTrusted: ['+u.example', '-d.example'],
  },
  {
    name: 'an expired rule, of either kind',
    sources: [source('given', 'trusted', ['+x.example 2026-06-30', '-y.example 2026-06-30'])],
    counts: [],
  },
  {
    name: 'an expired allow that is not trusted either would change nothing',
    sources: [source('project', 'untrusted', ['+x.example 2026-06-30'])],
    counts: [],
  },
  {
    name: 'the last day still counts',
    sources: [source('given', 'trusted', ['+x.example 2026-07-01'])],
    counts: ['+x.example'],
  },
  {
    name: 'an untrusted project demands strictness',
    sources: [source('project', 'untrusted', [], { ...ALWAYS, findings: ['process-survived'] })],
    counts: [],
    strict: true,
    forbidden: ['process-survived'],
  },
  {
    name: 'demands mean --strict, and nothing without it',
    sources: [
      source('history', 'trusted', ['+h.example']),
      source('user', 'trusted', [], { onlyFiles: true, findings: ['script-failed'] }),
    ],
    counts: ['+h.example'],
  },
  {
    name: 'only what stands in files',
    typed: true,
    sources: [
      source('history', 'trusted', ['+h.example', '-d.example']),
      source('user', 'trusted', ['+u.example'], { onlyFiles: true }),
    ],
    counts: ['-d.example', '+u.example'],
    strict: true,
  },
  {
    name: 'demands add up',
    typed: true,
    sources: [
      source('user', 'trusted', [], { findings: ['script-failed'] }),
      source('project', 'untrusted', [], { findings: ['script-failed', 'process-survived'] }),
    ],
    counts: [],
    strict: true,
    forbidden: ['script-failed', 'process-survived'],
  },
]

const text = (policy: { rules: readonly { effect: string; host: string }[] } | null) =>
  policy?.rules.map(({ effect, host }) => (effect === 'allow' ? '+' : '-') + host) ?? null

describe('composePolicy', () => {
  for (const { name, sources, typed = false, counts, ifTrusted, strict = false, forbidden } of CASES) {
    it(name, () => {
      const now = Date.parse('2026-07-01T12:00:00Z')
      const composed = composePolicy({ sources, strict: typed, now })
      expect(text(composed.policy)).toEqual(counts)
      expect(text(composed.ifTrusted)).toEqual(ifTrusted ?? null)
      expect(composed.strict).toBe(strict)
      expect(composed.policy.forbidden).toEqual(forbidden)
    })
  }
})
