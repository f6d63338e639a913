import { writeFile } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'rolldown'
import { belowDist, DIST, keepOutside, OTHER, ownModule, specifier } from './dist.js'

const ENTRY = '\0entry'
const OPTIONS = { platform: 'node', logLevel: 'warn' }

/**
 * Puts files and all that they import into one, and leaves in the place of each a line that hands on what the bundle
 * has: whoever else imports one of them gets the same classes and the same state. `others` are bundles whose files
 * stay theirs.
 */
export async function bundleGroup({ entries, file, others }) {
  const isScript = file.endsWith('.cjs')
  const modules = await modulesOf(entries, file, others)
  const named = new Map()
  for (const [index, module] of modules.entries()) {
    const names = Object.keys(await import(pathToFileURL(join(DIST, module)).href))
    named.set(
      module,
      names.map((name) => [name, name === 'startNpm' ? name : `m${index}_${name}`]),
    )
  }
  const group = { file, named, isScript }
  const lines = [...named].map(
    ([module, names]) =>
      `export { ${names.map(([name, own]) => `${name} as ${own}`).join(', ')} } from ${JSON.stringify(join(DIST, module))}`,
  )
  await build({
    ...OPTIONS,
    input: ENTRY,
    plugins: [virtualEntry(lines.join('\n')), ...plugins(file, others)],
    output: {
      file: join(DIST, file),
      format: isScript ? 'cjs' : 'esm',
      comments: false,
      exports: 'named',
    },
  })
  for (const module of modules) await writeFile(join(DIST, module), handOn(group, module, module))
  return group
}

/** Files of ours that are loaded with the entries, by their paths below dist. */
async function modulesOf(entries, file, others) {
  const lines = entries.map((entry) => `import ${JSON.stringify(join(DIST, entry))}`)
  const { output } = await build({
    ...OPTIONS,
    input: ENTRY,
    plugins: [virtualEntry(lines.join('\n')), ...plugins(file, others)],
    write: false,
    treeshake: false,
  })
  return output[0].moduleIds
    .filter((id) => id.startsWith(DIST + sep))
    .map(belowDist)
    .sort()
}

function plugins(file, others) {
  return [takeFrom(file, others), keepOutside(file)]
}

/** What another bundle has already comes out of that bundle. */
function takeFrom(file, others) {
  return {
    name: 'take-from',
    resolveId(source, importer, { kind }) {
      if (importer === undefined || kind === 'dynamic-import') return null
      const module = ownModule(source, importer)
      return others.some(({ named }) => named.has(module)) ? `${OTHER}${module}` : null
    },
    load(id) {
      if (!id.startsWith(OTHER)) return null
      const module = id.slice(OTHER.length)
      const other = others.find(({ named }) => named.has(module))
      return handOn(other, module, file)
    },
  }
}

function virtualEntry(code) {
  return {
    name: 'virtual-entry',
    resolveId: (source) => (source === ENTRY ? ENTRY : null),
    load: (id) => (id === ENTRY ? code : null),
  }
}

/** The text that stands for `module` at the place `at`. */
function handOn({ file, named, isScript }, module, at) {
  const names = named.get(module)
  const from = JSON.stringify(specifier(at, file))
  if (names.length === 0) return `import ${from}\nexport {}\n`
  if (!isScript)
    return `export { ${names.map(([name, own]) => `${own} as ${name}`).join(', ')} } from ${from}\n`
  return [
    "import { createRequire } from 'node:module'",
    `export const { ${names.map(([name, own]) => `${own}: ${name}`).join(', ')} } = createRequire(import.meta.url)(${from})`,
    '',
  ].join('\n')
}
