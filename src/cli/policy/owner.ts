import { lstat, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

const OTHERS_MAY_WRITE = 0o022
const STICKY = 0o1000

/**
 * Whether somebody else could have written this file, or put another in its place. `path`: as it was found,
 * `real`: without links. Windows has no such modes; there the user's folder is the user's.
 */
export async function isWritableByOthers(
  path: string,
  real: string,
  user: number | undefined = process.getuid?.(),
): Promise<boolean> {
  if (user === undefined) return false
  const [file, link] = [await stat(real), await lstat(path)]
  if (!isOwn(file.uid, user) || !isOwn(link.uid, user) || (file.mode & OTHERS_MAY_WRITE) !== 0) return true
  const folders = await Promise.all([...new Set([dirname(path), dirname(real)])].map((one) => stat(one)))
  return folders.some(
    ({ uid, mode }) => !isOwn(uid, user) || ((mode & OTHERS_MAY_WRITE) !== 0 && (mode & STICKY) === 0),
  )
}

/** root could do anything anyway. */
function isOwn(owner: number, user: number): boolean {
  return owner === user || owner === 0
}
