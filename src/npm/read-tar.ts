import { createHash } from 'node:crypto'
import { posix, win32 } from 'node:path'
import type { NpmLibraries } from './libraries.ts'

export interface TarFile {
  /** Below the package's folder. */
  readonly path: string
  readonly text: string
}

/** A manifest larger than this is refused: none of the registry's comes near. */
const MAX_FILE_BYTES = 8 * 1024 * 1024

/**
 * Reads the wanted files of a package tarball with npm's own tar library, so that names, long paths and
 * repeated entries mean here what they mean when npm unpacks: the first path segment is dropped, and the last
 * of several entries with one name wins.
 */
export function readTarFiles(
  tar: NpmLibraries['tar'],
  bytes: Uint8Array,
  wanted: (path: string) => boolean,
  largest = MAX_FILE_BYTES,
): Promise<TarFile[]> {
  const files = new Map<string, string>()
  return new Promise((resolve, reject) => {
    const parser = new tar.Parser({
      filter: (path, { type }) => {
        const plain = inside(path)
        const landing = landingOf(plain)
        if (!isFile(type) || !wanted(landing)) return false
        if (landing !== plain) reject(new Error(`the entry ${JSON.stringify(path)} is written as ${landing}`))
        return true
      },
    })
    parser.on('entry', (entry) => {
      const chunks: Buffer[] = []
      let length = 0
      entry.on('data', (chunk) => {
        length += chunk.length
        if (length <= largest) chunks.push(chunk)
      })
      entry.on('end', () => {
        if (length > largest) reject(new Error(`${inside(entry.path)} has ${length} bytes`))
        else files.set(inside(entry.path), Buffer.concat(chunks).toString('utf8'))
      })
      entry.resume()
    })
    parser.on('error', reject)
    parser.on('end', () => resolve([...files].map(([path, text]) => ({ path, text }))))
    parser.end(bytes)
  })
}

/** SHA-256 in hex of files of a tarball, by path; those that are not in it are left out. */
export function hashTarFiles(
  tar: NpmLibraries['tar'],
  bytes: Uint8Array,
  paths: ReadonlySet<string>,
): Promise<ReadonlyMap<string, string>> {
  const hashes = new Map<string, string>()
  return new Promise((resolve, reject) => {
    const parser = new tar.Parser({ filter: (name, { type }) => isFile(type) && paths.has(inside(name)) })
    parser.on('entry', (entry) => {
      const hash = createHash('sha256')
      entry.on('data', (chunk) => hash.update(chunk))
      entry.on('end', () => hashes.set(inside(entry.path), hash.digest('hex')))
      entry.resume()
    })
    parser.on('error', reject)
    parser.on('end', () => resolve(hashes))
    parser.end(bytes)
  })
}

function isFile(type: string): boolean {
  return type === 'File' || type === 'OldFile' || type === 'ContiguousFile'
}

function inside(path: string): string {
  const slashed = process.platform === 'win32' ? path.replaceAll('\\', '/') : path
  return slashed.split('/').slice(1).join('/')
}

/**
 * Where unpacking writes what is called so: `package/./package.json` and `package/c:/package.json` are the manifest
 * too (tar, strip-absolute-path.js). Honest tarballs have no such names, and nobody has to guess which one wins.
 */
function landingOf(path: string): string {
  let rest = path
  for (let { root } = win32.parse(rest); root !== ''; { root } = win32.parse(rest)) {
    rest = rest.slice(rest.startsWith('/') ? 1 : root.length)
  }
  return posix.normalize(rest)
}
