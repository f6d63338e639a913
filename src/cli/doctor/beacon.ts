import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { TreePackage } from '../../model/index.ts'

export const BEACON_HOST = 'beacon.safe-npm.invalid'

/** A package that does one thing: it looks up a name that cannot exist. */
export const BEACON = {
  name: 'safe-npm-beacon',
  version: '1.0.0',
  scripts: { postinstall: `node -e "require('dns').lookup('${BEACON_HOST}', () => {})"` },
}

/** Writes `beacon.tgz` into the folder, with npm's own tar; returns its integrity. */
export async function packBeacon(folder: string, npmRoot: string): Promise<string> {
  const source = join(folder, 'package')
  await mkdir(source)
  await writeFile(join(source, 'package.json'), JSON.stringify(BEACON))
  const tar = createRequire(join(npmRoot, 'package.json'))('tar') as {
    create(options: { gzip: boolean; cwd: string; file: string }, paths: string[]): Promise<void>
  }
  const file = join(folder, 'beacon.tgz')
  await tar.create({ gzip: true, cwd: folder, file }, ['package'])
  return `sha512-${createHash('sha512')
    .update(await readFile(file))
    .digest('base64')}`
}

/** The beacon as it stands in a tree. */
export function beaconPackage(integrity: string): TreePackage {
  return {
    name: BEACON.name,
    version: BEACON.version,
    integrity,
    location: `node_modules/${BEACON.name}`,
    resolved: null,
    source: 'registry',
    direct: true,
    requested: true,
    optional: false,
    path: [`${BEACON.name}@${BEACON.version}`],
    dependencies: [],
    claimsScripts: true,
    bundledIn: null,
  }
}
