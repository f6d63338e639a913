import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Files } from './tar.ts'

export interface Manifest {
  readonly name: string
  readonly version: string
  readonly [field: string]: unknown
}

/** A package ready to be published. */
export interface FixturePackage {
  readonly manifest: Manifest
  readonly files: Files
}

const PACKAGES = fileURLToPath(new URL('../fixtures/packages/', import.meta.url))

function readFiles(directory: string): Files {
  const files: Record<string, Buffer> = {}
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    // A folder named node_modules would not be kept by git: bundled dependencies live in `bundled`.
    const name = path.slice(directory.length + 1).replace(/^bundled\//, 'node_modules/')
    files[name] = readFileSync(path)
  }
  return files
}

/** Reads a folder of test/fixtures/packages. */
export function fixture(folder: string): FixturePackage {
  const files = readFiles(join(PACKAGES, folder))
  const manifest = files['package.json']
  if (manifest === undefined) throw new Error(`fixture ${folder} has no package.json`)
  return { manifest: JSON.parse(Buffer.from(manifest).toString()) as Manifest, files }
}

/** A package out of nothing but its manifest and some files. */
export function makePackage(manifest: Manifest, files: Files = {}): FixturePackage {
  return {
    manifest,
    files: {
      'index.js': `module.exports = '${manifest.version}'\n`,
      ...files,
      'package.json': JSON.stringify(manifest),
    },
  }
}
