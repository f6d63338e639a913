import { type Dirent, lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { DecoyFile, FileEvent } from '../../model/index.ts'
import { hashFile } from '../../shared/hash-file.ts'
import type { Ground } from './ground.ts'

/** What is walked through at most. A package of 100,000 files is known; beyond, the walk says that it was cut. */
const MAX_ENTRIES = 400_000
/** What is told at most: whoever writes more has been told of often enough. */
const MAX_EVENTS = 2_000

type Root = DecoyFile['root']

/** Seconds since 1970. */
export interface Moment {
  readonly from: number
  readonly to: number
}

export interface CensusResult {
  readonly events: readonly Omit<FileEvent, 'run'>[]
  /** There was more than was looked at or told. */
  readonly isCut: boolean
}

/**
 * All files of the home and of the project, before scripts run and when all is over. When a file was changed is seen by
 * its ctime, which nobody can set; what has gone went when its folder was changed last. Links are never followed.
 */
export class Census {
  readonly #roots: readonly (readonly [Root, string])[]
  readonly #isDecoy: (root: Root, path: string) => boolean
  #before: Walk['files'] = new Map()
  #since = 0

  constructor(decoys: readonly DecoyFile[], roots: Pick<Ground, 'home' | 'project'>) {
    this.#roots = [
      ['home', roots.home],
      ['project', roots.project],
    ]
    const known = new Set(decoys.map(({ root, path }) => keyOf(root, path)))
    this.#isDecoy = (root, path) => known.has(keyOf(root, path))
  }

  /** Everything has been unpacked, and nothing has run. As the box's user. */
  begin(now: number): void {
    this.#since = now
    this.#before = this.#walk().files
  }

  /**
   * What was made, changed or deleted since, in no order. As the box's user, when nothing runs in the box any more.
   *
   * `ours`: when the watch itself changed files, between scripts.
   */
  end(ours: readonly Moment[]): CensusResult {
    const { files, folders, isCut } = this.#walk()
    const isOurs = (time: number) => ours.some(({ from, to }) => from <= time && time <= to)
    const events: Omit<FileEvent, 'run'>[] = []
    for (const [key, now] of files) {
      if (this.#before.get(key)?.changed !== now.changed && !isOurs(now.changed))
        events.push(this.#changed(key, now))
    }
    for (const key of this.#before.keys()) {
      if (!files.has(key)) events.push(eventOf(key, goneAt(key, folders) ?? this.#since, 'deleted'))
    }
    return { events: events.slice(0, MAX_EVENTS), isCut: isCut || events.length > MAX_EVENTS }
  }

  #changed(key: string, now: State): Omit<FileEvent, 'run'> {
    const before = this.#before.get(key)
    const event = eventOf(key, now.changed, before === undefined ? 'created' : 'written')
    // A link to it, or other permissions: the host has what was in it. Or somebody set its time back.
    const isDoubtful = before !== undefined && before.content === now.content
    const sha256 = isDoubtful ? this.#hash(event) : null
    return sha256 === null ? event : { ...event, sha256 }
  }

  #hash({ root, path }: Pick<FileEvent, 'root' | 'path'>): string | null {
    const folder = this.#roots.find(([name]) => name === root)?.[1]
    return folder === undefined ? null : hashFile(join(folder, path))
  }

  #walk(): Walk {
    const walk: Walk = { files: new Map(), folders: new Map(), isCut: false }
    for (const [root, folder] of this.#roots) this.#into(root, folder, '', walk)
    return walk
  }

  #into(root: Root, base: string, below: string, walk: Walk): void {
    const own = stateOf(join(base, below))
    if (own !== null) walk.folders.set(keyOf(root, below), own.changed)
    for (const entry of entriesOf(join(base, below))) {
      if (walk.files.size + walk.folders.size >= MAX_ENTRIES) {
        walk.isCut = true
        return
      }
      const path = below === '' ? entry.name : `${below}/${entry.name}`
      if (entry.isDirectory()) this.#into(root, base, path, walk)
      else if (!this.#isDecoy(root, path)) {
        const state = stateOf(join(base, path))
        if (state !== null) walk.files.set(keyOf(root, path), state)
      }
    }
  }
}

interface State {
  /** ctime in seconds. */
  readonly changed: number
  /** What changes with what is in it, unless somebody hides that. */
  readonly content: string
}

interface Walk {
  /** By root and path. */
  readonly files: Map<string, State>
  /** ctime in seconds. */
  readonly folders: Map<string, number>
  isCut: boolean
}

function keyOf(root: Root, path: string): string {
  return `${root}/${path}`
}

function eventOf(key: string, time: number, change: FileEvent['change']): Omit<FileEvent, 'run'> {
  const root: Root = key.startsWith('home/') ? 'home' : 'project'
  return { time, root, path: key.slice(root.length + 1), decoy: false, change }
}

/** Of the nearest folder that is still there. */
function goneAt(key: string, folders: ReadonlyMap<string, number>): number | null {
  let path = key
  while (path.includes('/')) {
    path = path.slice(0, path.lastIndexOf('/'))
    const time = folders.get(path) ?? folders.get(`${path}/`)
    if (time !== undefined) return time
  }
  return null
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return [] // it has gone, or nobody may look into it: what was in it counts as gone
  }
}

function stateOf(path: string): State | null {
  try {
    const { ctimeMs, mtimeMs, size, ino } = lstatSync(path)
    return { changed: ctimeMs / 1_000, content: `${ino} ${size} ${mtimeMs}` }
  } catch {
    return null
  }
}
