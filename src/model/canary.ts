/** A credential that is worth nothing: whoever sends it would have sent the user's own. */
export interface Canary {
  /** What it passes for, in the user's words: `npm token`. */
  readonly name: string
  /** Characters that occur nowhere else: random, at least 16, and not those that all of its kind begin with. */
  readonly value: string
  /** Hosts that such a credential is made for, lower case. Sent there and nowhere else, it is used and not stolen. */
  readonly issuers: readonly string[]
}

/** A file of the box that stands for one of the user's. */
export interface DecoyFile {
  readonly root: 'home' | 'project'
  /** Below its root, with forward slashes. */
  readonly path: string
  readonly text: string
  /** Permissions. */
  readonly mode: number
}

/** What happened to a file that is not the script's own. */
export interface FileEvent {
  /** Seconds since 1970. */
  readonly time: number
  /** Run id; null when more than one, or none, could have done it. */
  readonly run: number | null
  readonly root: DecoyFile['root']
  /** Below its root (hostile). */
  readonly path: string
  /** Whether it is a decoy; else a file that was there or that was made. */
  readonly decoy: boolean
  readonly change: 'read' | 'created' | 'written' | 'deleted'
  /** In hex, of what is in it afterwards, where only that tells whether it is another file's name that was made or a change. */
  readonly sha256?: string
}
