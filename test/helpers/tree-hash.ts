import { createHash } from 'node:crypto'
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'

/** Every path below a folder with its mode and a hash of its bytes: two equal results are two equal trees. */
export function treeHash(root: string): Readonly<Record<string, string>> {
  const tree: Record<string, string> = {}
  for (const name of (readdirSync(root, { recursive: true }) as string[]).sort()) {
    const path = join(root, name)
    const info = lstatSync(path)
    const mode = (info.mode & 0o7777).toString(8)
    if (info.isSymbolicLink()) tree[name] = `link ${readlinkSync(path)}`
    else if (info.isDirectory()) tree[name] = `folder ${mode}`
    else tree[name] = `${mode} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`
  }
  return tree
}
