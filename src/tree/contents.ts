import { INSTALL_SCRIPTS, type InstallScript, type PackageContents } from '../model/index.ts'

interface File {
  /** Below the package's folder, with forward slashes. */
  readonly path: string
  readonly text: string
}

/** npm's own command for a package with a binding.gyp and neither an install nor a preinstall script (@npmcli/node-gyp). */
const IMPLICIT_INSTALL = 'node-gyp rebuild'

/** What one tarball holds: the package itself at `''`, and bundled packages at their folder inside it. */
export function readContents(files: readonly File[], integrity: string): Map<string, PackageContents> {
  const byPath = new Map(files.map(({ path, text }) => [path, text]))
  const folders = new Set(['', ...[...byPath.keys()].map((path) => path.replace(/\/?[^/]+$/, ''))])
  const contents = new Map<string, PackageContents>()
  for (const folder of folders) {
    const at = (name: string) => byPath.get(folder === '' ? name : `${folder}/${name}`)
    const manifest = at('package.json')
    if (manifest === undefined && folder !== '') continue
    contents.set(folder, read(manifest ?? '', at('binding.gyp') !== undefined, integrity))
  }
  return contents
}

function read(manifest: string, hasBindingGyp: boolean, integrity: string): PackageContents {
  const json = parse(manifest)
  const scripts = scriptsOf(json.scripts)
  const implicit = hasBindingGyp && json.gypfile !== false && !scripts.install && !scripts.preinstall
  return {
    integrity,
    name: text(json.name),
    version: text(json.version),
    scripts: implicit ? { ...scripts, install: IMPLICIT_INSTALL } : scripts,
    hasBindingGyp,
    hasBin: Boolean(json.bin ?? (json.directories as { bin?: unknown } | undefined)?.bin),
  }
}

function scriptsOf(value: unknown): Partial<Record<InstallScript, string>> {
  if (typeof value !== 'object' || value === null) return {}
  const entries = INSTALL_SCRIPTS.flatMap((name) => {
    const command = (value as Record<string, unknown>)[name]
    return typeof command === 'string' && command !== '' ? [[name, command] as const] : []
  })
  return Object.fromEntries(entries)
}

/** A byte order mark is skipped, as npm does. What is no JSON object has no scripts that npm could run. */
function parse(manifest: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(manifest.replace(/^\uFEFF/, ''))
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : {}
  } catch {
    return {}
  }
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
