import { createRequire } from 'node:module'
import { join } from 'node:path'
import { findNpm } from '../../npm/find-npm.ts'
import { npmLibraries } from '../../npm/libraries.ts'
import { loadNpm } from '../../npm/load-config.ts'
import { readTarFiles } from '../../npm/read-tar.ts'
import { SurveyError } from '../../survey/error.ts'
import type { RegistryAccess } from '../../survey/names/names.ts'

/** A list of every name of a registry is some 60 MB. */
const LARGEST_LIST = 512 * 1024 * 1024

/** Lists of names by npm's own libraries, from the registries of npm's own configuration. */
export async function registryAccess(): Promise<RegistryAccess & { readonly npmVersion: string }> {
  const npm = findNpm(process.env.PATH ?? '', process.execPath)
  const libraries = npmLibraries(npm.root)
  const { options } = await loadNpm(npm)
  const parse = createRequire(join(npm.root, 'package.json'))('npm-package-arg') as (spec: string) => unknown
  const registryOf = (name: string) =>
    libraries.registryFetch
      .pickRegistry(parse(name === '' ? 'any' : name), { ...options })
      .replace(/\/?$/, '/')
  return {
    npmVersion: npm.version,
    registryOf,
    json: async (url) => {
      const headers = { accept: 'application/json' }
      const { body } = await libraries
        .fetch(url, { ...options, headers, cache: null })
        .catch((error: unknown) => {
          if ((error as { statusCode?: number }).statusCode === 404) return { body: null }
          throw error
        })
      if (body === null) return null
      const chunks: Uint8Array[] = []
      for await (const chunk of body) chunks.push(chunk)
      return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown
    },
    file: async (spec, wanted) => {
      const tarball = await libraries.pacote.tarball(spec, { ...options }).catch((cause: unknown) => {
        const said = cause instanceof Error ? cause.message : String(cause)
        throw new SurveyError(
          'survey-source',
          `${spec} is no file, and no package that can be had: ${said}`,
          'Give a file with names, a lockfile, - for standard input, or a package with a names.json',
          { cause },
        )
      })
      const inside = (path: string) => path === 'package.json' || wanted(path)
      const files = await readTarFiles(libraries.tar, tarball, inside, LARGEST_LIST)
      const file = files.find(({ path }) => path !== 'package.json')
      const manifest = files.find(({ path }) => path === 'package.json')
      if (file === undefined)
        throw new SurveyError('survey-source', `${spec} has no list in it`, 'Give a file with names instead')
      const { name, version } = JSON.parse(manifest?.text ?? '{}') as { name?: string; version?: string }
      return { id: `${name ?? spec}@${version ?? ''}`, bytes: Buffer.from(file.text) }
    },
  }
}
