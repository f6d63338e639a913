import type { FoundNpm } from './find-npm.ts'

const FIRST_THAT_BLOCKS = 12

/** Whether an npm runs no install script that is not approved (npm 12); others list them and run them all the same. */
export function blocksScripts({ version }: Pick<FoundNpm, 'version'>): boolean {
  return Number.parseInt(version, 10) >= FIRST_THAT_BLOCKS
}
