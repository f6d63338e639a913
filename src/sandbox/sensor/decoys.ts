import { lstatSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { DecoyFile, FileEvent } from '../../model/index.ts'
import type { Ground } from './ground.ts'

/** An access time so much older than the last change is moved by the first read (relatime, mount(8)). Seconds. */
const OLDER = 1_000

type Roots = Pick<Ground, 'home' | 'project'>

/** Files that stand for the user's own. Who reads, changes or deletes one is seen by its times: nobody can set ctime. */
export class Decoys {
  readonly #files: readonly DecoyFile[]
  readonly #roots: Roots
  /** Time of the last change of what was written or looked at last, by path. */
  readonly #armed = new Map<DecoyFile, { readonly atime: bigint; readonly ctime: bigint } | null>()

  constructor(files: readonly DecoyFile[], roots: Roots) {
    this.#files = files
    this.#roots = roots
  }

  /** As the box's user. */
  write(): void {
    for (const file of this.#files) {
      const path = this.#pathOf(file)
      mkdirSync(dirname(path), { recursive: true, mode: 0o755 })
      writeFileSync(path, file.text, { mode: file.mode })
      this.#arm(file, path)
    }
  }

  /** What has happened since the last look. As the box's user. */
  look(time: number, run: number | null): readonly FileEvent[] {
    return this.#files.flatMap((file): FileEvent[] => {
      const known = this.#armed.get(file) ?? null
      if (known === null) return []
      const path = this.#pathOf(file)
      const now = stat(path)
      const event = (change: FileEvent['change']) => ({
        ...{ time, run, root: file.root, path: file.path, decoy: true, change },
      })
      if (now === null) {
        this.#armed.set(file, null)
        return [event('deleted')]
      }
      const changes = [
        ...(now.atime === known.atime ? [] : [event('read')]),
        ...(now.ctime === known.ctime ? [] : [event('written')]),
      ]
      // Times are never set again: a script may have put a link to somewhere else in the place of what was there.
      if (changes.length > 0) this.#armed.set(file, now)
      return changes
    })
  }

  #pathOf({ root, path }: DecoyFile): string {
    return join(this.#roots[root], path)
  }

  #arm(file: DecoyFile, path: string): void {
    try {
      const { mtimeMs } = lstatSync(path)
      utimesSync(path, mtimeMs / 1000 - OLDER, mtimeMs / 1000)
    } catch {
      // It has gone, or it is something that has no times of its own: the next look says so.
    }
    this.#armed.set(file, stat(path))
  }
}

function stat(path: string): { readonly atime: bigint; readonly ctime: bigint } | null {
  try {
    const { atimeNs, ctimeNs } = lstatSync(path, { bigint: true })
    return { atime: atimeNs, ctime: ctimeNs }
  } catch {
    return null
  }
}
