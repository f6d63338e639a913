import { readdirSync } from 'node:fs'
import type { NpmLibraries } from './libraries.ts'

/** The moment npm gives every file of a package: the same folder gives the same bytes. */
const MODIFIED = new Date('1985-10-26T08:15:00.000Z')
const LEFT_OUT = /(^|\/)(node_modules|\.git)(\/|$)/

/**
 * A folder as a tarball, with all its files: what npm links, it runs where it lies, and not only what it would
 * publish. What is installed in it comes from the tree.
 */
export async function packFolder(tar: NpmLibraries['tar'], folder: string): Promise<Buffer> {
  const names = readdirSync(folder)
    .filter((name) => !LEFT_OUT.test(name))
    .sort()
  const chunks: Buffer[] = []
  const pack = tar.create(
    {
      cwd: folder,
      gzip: { level: 1 },
      portable: true,
      mtime: MODIFIED,
      prefix: 'package',
      filter: (path) => !LEFT_OUT.test(path),
    },
    names.map((name) => `./${name}`),
  )
  for await (const chunk of pack) chunks.push(chunk)
  return Buffer.concat(chunks)
}
