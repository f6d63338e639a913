import { SurveyError } from '../error.ts'
import type { NamedSpec } from './names.ts'

interface LockEntry {
  readonly name?: string
  readonly version?: string
  readonly resolved?: string
  readonly link?: boolean
  readonly dependencies?: Readonly<Record<string, LockEntry>>
}

/** Each package@version of a package-lock.json, in its order. */
export function lockfileSpecs(text: string, detail: string): NamedSpec[] {
  const lock = parse(text, detail)
  const found =
    typeof lock.packages === 'object' && lock.packages !== null
      ? ofPackages(lock.packages as Record<string, LockEntry>)
      : ofDependencies((lock.dependencies ?? {}) as Record<string, LockEntry>)
  return [...new Map(found.map((one) => [one.spec, one])).values()]
}

function parse(text: string, detail: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''))
    if (typeof value === 'object' && value !== null && 'lockfileVersion' in value)
      return value as Record<string, unknown>
  } catch {
    // told below
  }
  throw new SurveyError(
    'survey-source',
    `${detail} is no lockfile of npm`,
    'Give a package-lock.json or an npm-shrinkwrap.json',
  )
}

function ofPackages(packages: Readonly<Record<string, LockEntry>>): NamedSpec[] {
  return Object.entries(packages).flatMap(([location, entry]) => {
    const at = location.lastIndexOf('node_modules/')
    if (at < 0 || entry.link === true) return [] // the project itself, and folders of it
    return specOf(entry.name ?? location.slice(at + 'node_modules/'.length), entry)
  })
}

/** Lockfiles of npm 6 and before. */
function ofDependencies(dependencies: Readonly<Record<string, LockEntry>>): NamedSpec[] {
  return Object.entries(dependencies).flatMap(([name, entry]) => [
    ...specOf(name, entry),
    ...ofDependencies(entry.dependencies ?? {}),
  ])
}

function specOf(name: string, { version, resolved }: LockEntry): NamedSpec[] {
  const address = [resolved, version].find((one) => one !== undefined && /^git\b/.test(one))
  if (address !== undefined) return [{ name, spec: `${name}@${address}` }]
  return version === undefined ? [] : [{ name, spec: `${name}@${version}` }]
}
