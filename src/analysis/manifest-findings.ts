import type { Finding, PackageContents, TreePackage } from '../model/index.ts'
import { cut } from './text.ts'

/** Where a package's own bytes contradict what the tree (registry metadata or a lockfile) says of it. */
export function manifestFindings(one: TreePackage, contents: PackageContents): readonly Finding[] {
  if (one.source === 'file' || one.source === 'directory') return []
  const details: string[] = []
  if (contents.name !== one.name) details.push(`name ${contents.name ?? 'missing'}, not ${one.name}`)
  if (plainVersion(contents.version ?? '') !== plainVersion(one.version)) {
    details.push(`version ${contents.version ?? 'missing'}, not ${one.version}`)
  }
  const scripts = Object.keys(contents.scripts)
  if (one.claimsScripts === false && scripts.length > 0 && !onlyImplicitBuild(contents)) {
    details.push(`scripts ${scripts.join(', ')}, though none are claimed`)
  }
  details.push(...dependencyDetails(one, contents))
  return details.map((detail) => ({
    code: 'manifest-mismatch',
    severity: 'suspicious',
    phase: null,
    package: one.name,
    version: one.version,
    script: null,
    path: one.path,
    protocol: null,
    detail,
    time: null,
    count: 1,
  }))
}

/** What npm installs is what the registry claims; what people read is the tarball. */
function dependencyDetails(one: TreePackage, contents: PackageContents): readonly string[] {
  const { claimsDependencies: claimed, source } = one
  const { dependencies: own } = contents
  if (claimed === undefined || own === undefined || source !== 'registry') return []
  const missing = claimed.filter((name) => !own.includes(name))
  const unclaimed = own.filter((name) => !claimed.includes(name))
  return [
    ...(missing.length > 0 ? [`without the claimed dependencies ${cut(missing.join(', '))}`] : []),
    ...(unclaimed.length > 0
      ? [`dependencies ${cut(unclaimed.join(', '))}, though none such are claimed`]
      : []),
  ]
}

/** npm itself reads `v1.0.0` and `1.0.0+build` as 1.0.0 and publishes them under that. */
function plainVersion(version: string): string {
  return version
    .trim()
    .replace(/^[v=\s]+/, '')
    .replace(/\+.*$/, '')
}

/** npm adds `node-gyp rebuild` for a binding.gyp by itself; registry metadata does not always count that as a script. */
function onlyImplicitBuild({ hasBindingGyp, scripts }: PackageContents): boolean {
  return hasBindingGyp && Object.keys(scripts).join() === 'install' && scripts.install === 'node-gyp rebuild'
}
