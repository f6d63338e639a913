import { createHash, randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, resolve } from 'node:path'

/** A file's bytes, one character each; null where there is none. */
export function readBytes(path: string): string | null {
  try {
    return readFileSync(path, 'latin1')
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return null
    throw error
  }
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text, 'latin1').digest('hex')
}

const LINKS = 20

/** The file itself: those who keep their start files elsewhere link to them, and links must stay links. */
export function fileBehind(path: string): string {
  let file = path
  for (let hops = 0; hops < LINKS && lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink(); hops++) {
    file = resolve(dirname(file), readlinkSync(file))
  }
  return file
}

/** In one step, so that a kill leaves the old file or the new one; owner and mode stay. */
export function writeAtomically(path: string, text: string, mode = 0o644): void {
  const file = fileBehind(path)
  const old = statSync(file, { throwIfNoEntry: false })
  const temporary = `${file}.safe-npm-${randomBytes(6).toString('hex')}`
  try {
    writeFileSync(temporary, text, { encoding: 'latin1', flag: 'wx', mode: 0o600 })
    if (old && (old.uid !== process.geteuid?.() || old.gid !== process.getegid?.())) {
      chownSync(temporary, old.uid, old.gid)
    }
    chmodSync(temporary, old ? old.mode & 0o7777 : mode)
    renameSync(temporary, file)
  } finally {
    rmSync(temporary, { force: true })
  }
}

/** Makes the folder and returns those that it had to make, the outermost first. */
export function makeFolders(folder: string, mode = 0o755): string[] {
  const made = missingFolders(folder)
  for (const one of made) mkdirSync(one, { mode })
  return made
}

function missingFolders(folder: string): string[] {
  if (existsSync(folder)) return []
  const parent = dirname(folder)
  return [...(parent === folder ? [] : missingFolders(parent)), folder]
}
