import { type Dirent, lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { DecoyFile, FileEvent } from '../../model/index.ts'
import { hashFile } from '../../shared/hash-file.ts'
import type { Ground } from './ground.ts'

/** What is walked through at most. A package of 100,000 files is known; beyond, the walk says that it was cut. */
const MAX_ENTRIES = 400_000
/** Files that are read at most, to be compared with what came in their packages. */
const MAX_HASHES = 200
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
  #before: ReadonlySet<string> = new Set()
  #since = 0
  #hashesLeft = MAX_HASHES

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
    // Names are enough: whatever is changed later than now says so.
    this.#before = new Set(this.#walk(() => 0).files.keys())
  }

  /**
   * What was made, changed or deleted since, in no order. As the box's user, when nothing runs in the box any more.
   *
   * `ours`: when the watch itself changed files, between scripts.
   */
  end(ours: readonly Moment[]): CensusResult {
    const { files, folders, isCut } = this.#walk(changeOf)
    const isOurs = (time: number) => ours.some(({ from, to }) => from <= time && time <= to)
    const events: Omit<FileEvent, 'run'>[] = []
    for (const [key, time] of files) {
      if (time >= this.#since && !isOurs(time)) events.push(this.#changed(key, time))
    }
    for (const key of this.#before) {
      if (!files.has(key)) events.push(eventOf(key, goneAt(key, folders) ?? this.#since, 'deleted'))
    }
    return { events: events.slice(0, MAX_EVENTS), isCut: isCut || events.length > MAX_EVENTS }
  }

  #changed(key: string, time: number): Omit<FileEvent, 'run'> {
    if (!this.#before.has(key)) return eventOf(key, time, 'created')
    const event = eventOf(key, time, 'written')
    // A link to it, or other permissions, change it no less than a write: the host has what was in it.
    const sha256 = this.#hash(event)
    return sha256 === null ? event : { ...event, sha256 }
  }

  #hash({ root, path }: Pick<FileEvent, 'root' | 'path'>): string | null {
    const folder = this.#roots.find(([name]) => name === root)?.[1]
    if (folder === undefined || this.#hashesLeft === 0) return null
    this.#hashesLeft -= 1
    return hashFile(join(folder, path))
  }

  /** `timeOf`: to ask no file takes half as long. */
  #walk(timeOf: TimeOf): Walk {
    const walk: Walk = { files: new Map(), folders: new Map(), isCut: false }
    for (const [root, folder] of this.#roots) this.#into(root, folder, '', walk, timeOf)
    return walk
  }

  #into(root: Root, base: string, below: string, walk: Walk, timeOf: TimeOf): void {
    const own = timeOf(join(base, below))
    if (own !== null) walk.folders.set(keyOf(root, below), own)
    for (const entry of entriesOf(join(base, below))) {
      if (walk.files.size + walk.folders.size >= MAX_ENTRIES) {
        walk.isCut = true
        return
      }
      const path = below === '' ? entry.name : `${below}/${entry.name}`
      if (entry.isDirectory()) this.#into(root, base, path, walk, timeOf)
      else if (!this.#isDecoy(root, path)) {
        const changed = timeOf(join(base, path))
        if (changed !== null) walk.files.set(keyOf(root, path), changed)
      }
    }
  }
}

/** Seconds; null where there is nothing any more. */
type TimeOf = (path: string) => number | null

interface Walk {
  /** ctime in seconds, by root and path. */
  readonly files: Map<string, number>
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

function changeOf(path: string): number | null {
  try {
    return lstatSync(path).ctimeMs / 1_000
  } catch {
    return null // it has gone, or nobody may look: it counts as gone
  }
}
