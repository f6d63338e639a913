import type { Finding, SourceLine, SourceLines } from '../model/index.ts'

/** `@scope/tool@1.0.0` → `@scope/tool`. */
export function nameOf(spec: string): string {
  const at = spec.lastIndexOf('@')
  return at > 0 ? spec.slice(0, at) : spec
}

/** Where package.json asks for what the finding's package came with; null when it does not. */
export function askedAt({ path, package: name }: Finding, lines: SourceLines): SourceLine | null {
  const first = path[0] === undefined ? (name ?? '') : nameOf(path[0])
  return lines.dependencies.get(first) ?? null
}

/** The line to look at: the package's entry in the lockfile, else who asked for it, else the top of the file. */
export function lineOf(finding: Finding, lines: SourceLines): SourceLine {
  const entry = lines.entries.get(`${finding.package}@${finding.version}`)
  return entry ?? askedAt(finding, lines) ?? lines.fallback
}
