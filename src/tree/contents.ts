import {
  INSTALL_SCRIPTS,
  type InstallScript,
  type PackageContents,
  type PackageSource,
} from '../model/index.ts'

interface File {
  /** Below the package's folder, with forward slashes. */
  readonly path: string
  readonly text: string
}

/** npm's own command for a package with a binding.gyp and neither an install nor a preinstall script (@npmcli/node-gyp). */
const IMPLICIT_INSTALL = 'node-gyp rebuild'

/** What one tarball holds: the package itself at `''`, and bundled packages at their folder inside it. */
export function readContents(
  files: readonly File[],
  integrity: string,
  source: PackageSource = 'registry',
): Map<string, PackageContents> {
  const byPath = new Map(files.map(({ path, text }) => [path, text]))
  const folders = new Set(['', ...[...byPath.keys()].map((path) => path.replace(/\/?[^/]+$/, ''))])
  const contents = new Map<string, PackageContents>()
  for (const folder of folders) {
    const at = (name: string) => byPath.get(folder === '' ? name : `${folder}/${name}`)
    const manifest = at('package.json')
    if (manifest === undefined && folder !== '') continue
    const prepared = source === 'directory' && folder === ''
    contents.set(
      folder,
      read(manifest ?? '', { hasBindingGyp: at('binding.gyp') !== undefined, integrity, prepared }),
    )
  }
  return contents
}

interface Seen {
  readonly hasBindingGyp: boolean
  readonly integrity: string
  /** It is a folder of this machine: npm runs its `prepare` too, when it links it or packs it (install-links). */
  readonly prepared: boolean
}

function read(manifest: string, { hasBindingGyp, integrity, prepared }: Seen): PackageContents {
  const json = parse(manifest)
  const { prepare, ...others } = scriptsOf(json.scripts)
  const scripts = prepared && prepare !== undefined ? { ...others, prepare } : others
  const implicit = hasBindingGyp && json.gypfile !== false && !scripts.install && !scripts.preinstall
  return {
    integrity,
    name: text(json.name),
    version: text(json.version),
    scripts: implicit ? { ...scripts, install: IMPLICIT_INSTALL } : scripts,
    hasBindingGyp,
    hasBin: Boolean(json.bin ?? (json.directories as { bin?: unknown } | undefined)?.bin),
    dependencies: [...new Set([...namesIn(json.dependencies), ...namesIn(json.optionalDependencies)])],
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

function namesIn(value: unknown): readonly string[] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : []
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
