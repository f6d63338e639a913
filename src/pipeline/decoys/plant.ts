import type { Canary, DecoyFile } from '../../model/index.ts'
import type { MetadataDecoys } from '../../sandbox/plan.ts'
import type { Place } from './kind.ts'
import { KINDS } from './kinds.ts'

export interface Decoys {
  readonly canaries: readonly Canary[]
  readonly files: readonly DecoyFile[]
  readonly env: Readonly<Record<string, string>>
  readonly metadata?: MetadataDecoys
}

const OWNER_ONLY = 0o600
const FOR_ALL = 0o644

/** Fresh credentials of every kind, and what makes a home look lived in. */
export function plantDecoys(place: Place): Decoys {
  const planted = KINDS.map((kind) => kind(place))
  return {
    canaries: planted.flatMap(({ canaries }) => canaries.map((canary) => ({ issuers: [], ...canary }))),
    files: [
      ...planted.flatMap(({ files = [] }) =>
        files.map((file): DecoyFile => ({ root: 'home', mode: OWNER_ONLY, ...file })),
      ),
      ...livedIn(place).map(([path, text]): DecoyFile => ({ root: 'home', path, text, mode: FOR_ALL })),
    ],
    env: Object.assign({}, ...planted.map(({ env }) => env)) as Record<string, string>,
    ...Object.assign({}, ...planted.map(({ metadata }) => (metadata === undefined ? {} : { metadata }))),
  }
}

function livedIn({ user, hostName }: Place): readonly (readonly [path: string, text: string])[] {
  return [
    ['.bashrc', '# ~/.bashrc\n[ -z "$PS1" ] && return\nHISTSIZE=1000\nalias ll="ls -la"\n'],
    ['.profile', '# ~/.profile\n[ -f "$HOME/.bashrc" ] && . "$HOME/.bashrc"\n'],
    [
      '.gitconfig',
      `[user]\n\tname = ${user}\n\temail = ${user}@${hostName}.example\n[credential]\n\thelper = store\n`,
    ],
    ['notes.txt', 'call back about the invoice\n'],
  ]
}
