import { homedir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { dataPaths } from '../../shared/paths.ts'
import type { Where } from './plan.ts'

/** This user, and the programs beside this file. */
export function whereWeAre(env: NodeJS.ProcessEnv = process.env, home: string = homedir()): Where {
  return {
    paths: dataPaths(env, home),
    bin: fileURLToPath(new URL('../../../bin', import.meta.url)),
    env,
    home,
    platform: process.platform,
  }
}
