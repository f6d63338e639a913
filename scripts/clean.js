// Empties dist, so that a file that was renamed or deleted in src cannot live on in the build.
import { rmSync } from 'node:fs'

rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true })
