import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { binNames, hasCommandName } from './intruding-bins.ts'
import type { ArboristNode } from './npm-door.ts'

const RUN = ['preinstall', 'install', 'postinstall', 'prepare'] as const

interface PackageJson {
  normalize(
    path: string,
  ): Promise<{ readonly content: Pick<ArboristNode['package'], 'scripts' | 'gypfile' | 'bin'> }>
}

/**
 * Gives the nodes that npm is about to build the scripts of their own bytes. npm goes by what the registry or a
 * lockfile says of a package where these say something, and neither tells `gypfile`; what was watched are the bytes.
 */
export async function useOwnScripts(nodes: Iterable<ArboristNode>, npmRoot: string): Promise<void> {
  const claimed = [...nodes].filter(
    (node) =>
      !node.isLink &&
      !node.isProjectRoot &&
      (saysScripts(node) || hasCommandName(binNames(node)) || isBuilt(node)),
  )
  if (claimed.length === 0) return
  const manifests = createRequire(join(npmRoot, 'package.json'))('@npmcli/package-json') as PackageJson
  await Promise.all(
    claimed.map(async ({ path, package: said }) => {
      // As npm does: what cannot be read has no scripts.
      const { content } = await manifests.normalize(path).catch(() => ({ content: {} as typeof said }))
      if (saysScripts({ package: said }) || isBuilt({ path })) said.scripts = content.scripts ?? {}
      if (content.gypfile === undefined) delete said.gypfile
      else said.gypfile = content.gypfile
      // An executable that other scripts call is linked only if the bytes have it: then the box had it as well.
      if (hasCommandName(binNames({ package: said }))) said.bin = content.bin
    }),
  )
}

function saysScripts({ package: { scripts } }: Pick<ArboristNode, 'package'>): boolean {
  return RUN.some((name) => scripts?.[name] !== undefined)
}

function isBuilt({ path }: Pick<ArboristNode, 'path'>): boolean {
  return existsSync(join(path, 'binding.gyp'))
}
