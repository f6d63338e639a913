import type { TreePackage } from '../model/index.ts'

/** The project's stub in the box: the judged tree as a lockfile, and a manifest that asks for its direct packages. */
export function boxLockfile(
  name: string,
  version: string,
  packages: readonly TreePackage[],
): { readonly path: string; readonly text: string }[] {
  const dependencies = Object.fromEntries(
    packages.filter(({ direct }) => direct).map((item) => [folderName(item.location), item.version]),
  )
  const manifest = { name, version, private: true, dependencies }
  const lockfile = {
    name,
    version,
    lockfileVersion: 3,
    requires: true,
    packages: {
      '': { name, version, dependencies },
      ...Object.fromEntries(
        packages.map((item) => [
          item.location,
          {
            version: item.version,
            ...(item.resolved && item.source === 'registry' ? { resolved: item.resolved } : {}),
            ...(item.integrity ? { integrity: item.integrity } : {}),
          },
        ]),
      ),
    },
  }
  return [
    { path: 'package.json', text: `${JSON.stringify(manifest, null, 2)}\n` },
    { path: 'package-lock.json', text: `${JSON.stringify(lockfile, null, 2)}\n` },
  ]
}

/** Name under which a package is installed; an alias differs from the package's own. */
export function folderName(location: string): string {
  return location.slice(location.lastIndexOf('node_modules/') + 'node_modules/'.length)
}
