import type { PolicySource } from '../model/index.ts'
import { escapeText } from './escape.ts'
import { shellWord } from './shell-word.ts'

/** Said where rules that do not count for want of trust would have allowed something: one line for each file. */
export function unheardLines(sources: readonly Pick<PolicySource, 'place' | 'trust'>[]): string[] {
  return sources.flatMap((source) => {
    const line = unheardLine(source)
    return line === null ? [] : [`safe-npm: ${line}`]
  })
}

function unheardLine({ place, trust }: Pick<PolicySource, 'place' | 'trust'>): string | null {
  const file = escapeText(place, 200)
  const word = pathWord(place)
  switch (trust) {
    case 'trusted':
      return null
    case 'untrusted':
      return `${file} would allow this, but you have not trusted it. Look at it, then: dsca policy trust${word}`
    case 'writable-by-others':
      return `${file} would allow this, but others may write it. Then: chmod go-w${word || ' FILE'}, and of its folder`
  }
}

/** With a space before it; nothing where it could not be copied into a shell. */
function pathWord(path: string): string {
  const word = /^\//.test(path) ? shellWord(path.slice(1)) : null
  return word === null ? '' : ` /${word}`
}
