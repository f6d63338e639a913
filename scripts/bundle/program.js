import { join } from 'node:path'
import { build } from 'rolldown'
import { DIST, keepOutside } from './dist.js'

/** Puts a program and all that it imports into its own file. */
export async function bundleProgram(file) {
  await build({
    input: join(DIST, file),
    platform: 'node',
    logLevel: 'warn',
    plugins: [keepOutside(file)],
    output: { file: join(DIST, file), format: 'esm', comments: false },
  })
}
