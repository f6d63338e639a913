import type { Finding, ScanReport } from '../../src/model/index.ts'
import { specsOf } from './stage.ts'
import type { Expected, Threat } from './threat.ts'

/** A finding with what it has to be, defaults filled in: what a failed test shows. */
export function wanted(threat: Threat, expected: Expected) {
  const [name, version] = split(threat.blamed ?? `${specsOf(threat)[0] ?? ''}`)
  const { place: _, detail: __, path: ___, allowed: ____, ...rest } = expected
  const whose =
    expected.package === null
      ? { version: null, script: null, phase: null }
      : { package: name, version, script: threat.script ?? 'postinstall', phase: 'install' }
  return { severity: 'suspicious', ...whose, ...rest }
}

/** `name@version`; a version that is not named is 1.0.0. */
function split(spec: string): readonly [string, string] {
  const at = spec.lastIndexOf('@')
  return at > 0 ? [spec.slice(0, at), spec.slice(at + 1)] : [spec, '1.0.0']
}

export function placeOf({ host, address }: Finding): string | undefined {
  return host ?? address
}

/** The finding that is expected; undefined when there is none. */
export function find(threat: Threat, expected: Expected, { findings }: ScanReport): Finding | undefined {
  const fields = Object.entries(wanted(threat, expected))
  return findings.find(
    (one) =>
      fields.every(([field, value]) => one[field as keyof Finding] === value) &&
      (expected.place === undefined || placeOf(one) === expected.place) &&
      saysSo(one.detail, expected.detail) &&
      (expected.path === undefined || samePath(one.path, expected.path)) &&
      (expected.allowed ?? false) === (one.allowed ?? false),
  )
}

function saysSo(detail: string, part: Expected['detail']): boolean {
  if (part === undefined) return true
  return typeof part === 'string' ? detail.includes(part) : part.test(detail)
}

function samePath(path: readonly string[], names: readonly string[]): boolean {
  return path.map((step) => step.replace(/@[^@]*$/, '')).join() === names.join()
}
