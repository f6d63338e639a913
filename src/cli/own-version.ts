import { readFileSync } from 'node:fs'

/** The version of safe-npm. Read when it is asked for: most commands never do. */
export function ownVersion(): string {
  const file = new URL('../../package.json', import.meta.url)
  return String(JSON.parse(readFileSync(file, 'utf8')).version)
}
