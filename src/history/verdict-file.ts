import { z } from 'zod'
import {
  FINDING_CODES,
  INSTALL_SCRIPTS,
  type InstallScript,
  type Phase,
  type Severity,
} from '../model/index.ts'
import type { SharedVerdict } from './history.ts'

// Verdicts as one team sends them to another: newline-delimited JSON, a head and a line for each. What is read was
// written by somebody else: a line that is not exactly right is none.

export const VERDICT_FILE = 'safe-npm-verdicts'
const VERSION = 1

/** No line that we write comes near. */
export const LINE_MAX = 1024 * 1024
const NAME_MAX = 512
const TEXT_MAX = 16_384
const FINDINGS_MAX = 5_000
/** Clocks differ. What was watched tomorrow was not watched. */
const AHEAD = 86_400_000

const PHASES: Readonly<Record<Phase, true>> = { fetch: true, install: true, import: true, bin: true }
const SEVERITIES: Readonly<Record<Severity, true>> = {
  ...{ info: true, suspicious: true, malicious: true, inconclusive: true },
}
/** The keys of a record as an enumeration: a member that is new in the model does not compile without a line here. */
function oneOf<T extends string>(members: Readonly<Record<T, true>>) {
  return z.enum(Object.keys(members) as [T, ...T[]])
}

const name = z.string().min(1).max(NAME_MAX)
const text = z.string().max(TEXT_MAX)
const phase = oneOf(PHASES)
const script = z.enum(INSTALL_SCRIPTS as readonly [InstallScript, ...InstallScript[]])

const head = z.strictObject({
  format: z.literal(VERDICT_FILE),
  version: z.literal(VERSION),
  madeBy: z.string().max(NAME_MAX),
  madeAt: z.iso.datetime(),
  platform: z.string().regex(/^[a-z0-9]{1,32}-[a-z0-9_]{1,32}$/),
  sensor: z.string().min(1).max(32),
})

const finding = z.strictObject({
  code: oneOf(FINDING_CODES),
  severity: oneOf(SEVERITIES),
  phase: phase.nullable(),
  package: z.string().max(NAME_MAX).nullable(),
  version: z.string().max(NAME_MAX).nullable(),
  script: z.union([script, z.enum(['import', 'bin'])]).nullable(),
  host: text.optional(),
  address: z.string().max(NAME_MAX).optional(),
  port: z.int().min(0).max(65_535).optional(),
  protocol: z.string().max(NAME_MAX).nullable(),
  detail: text,
  count: z.int().min(1),
  condition: z.string().max(NAME_MAX).optional(),
})

const verdict = z.strictObject({
  name,
  version: name,
  integrity: z
    .string()
    .max(4096)
    .regex(/^sha\d{1,3}-[A-Za-z0-9+/=]+( sha\d{1,3}-[A-Za-z0-9+/=]+)*$/),
  closure: z.string().regex(/^[0-9a-f]{64}$/),
  phases: z.array(phase).max(4),
  inert: z.boolean(),
  scripts: z.array(script).max(4),
  findings: z.array(finding).max(FINDINGS_MAX),
  watchedAt: z.int().min(0),
})

export type VerdictFileHead = Omit<z.infer<typeof head>, 'format' | 'version'>

export function writeHead(one: VerdictFileHead): object {
  return { format: VERDICT_FILE, version: VERSION, ...one }
}

/** Without the path by which a package came: it names what is private, and is another one elsewhere. */
export function writeVerdict({ key, inert, scripts, findings, watchedAt }: SharedVerdict): object {
  return {
    ...key,
    inert,
    scripts,
    findings: findings.map(({ time: _t, path: _p, allowed: _a, ...fact }) => fact),
    watchedAt,
  }
}

/** Why a line is not taken, in a few words. */
export class VerdictLineError extends Error {
  override readonly name = 'VerdictLineError'
}

export function readHead(line: string): VerdictFileHead {
  const { format: _f, version: _v, ...rest } = read(head, line)
  return rest
}

/** `now`: milliseconds since 1970. */
export function readVerdict(line: string, now: number): SharedVerdict {
  const { name, version, integrity, closure, phases, inert, scripts, findings, watchedAt } = read(
    verdict,
    line,
  )
  if (watchedAt > now + AHEAD) throw new VerdictLineError('watchedAt: lies in the future')
  if (inert && scripts.length > 0) throw new VerdictLineError('inert: has scripts all the same')
  return {
    key: { name, version, integrity, closure, phases },
    inert,
    scripts,
    findings: findings.map(({ host, address, port, condition, ...fact }) => ({
      ...fact,
      ...(host === undefined ? {} : { host }),
      ...(address === undefined ? {} : { address }),
      ...(port === undefined ? {} : { port }),
      ...(condition === undefined ? {} : { condition }),
      path: [],
      time: null,
    })),
    watchedAt,
  }
}

function read<T>(schema: z.ZodType<T>, line: string): T {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (cause) {
    throw new VerdictLineError('is no JSON', { cause })
  }
  const { success, data, error } = schema.safeParse(value)
  if (success) return data
  const [issue] = error.issues
  const place = issue?.path.join('.') || 'the line'
  throw new VerdictLineError(`${place}: ${issue?.message ?? 'is not right'}`)
}
