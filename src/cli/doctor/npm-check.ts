import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { DoctorCheck } from './check.ts'

const PATIENCE = 20_000

export const npmCheck: DoctorCheck = {
  kind: 'other',
  name: 'npm',
  run: async ({ env }) => {
    const name = 'npm'
    try {
      const { stdout } = await promisify(execFile)('npm', ['--version'], { timeout: PATIENCE, env })
      return { name: `npm ${stdout.trim()}`, status: 'ok', detail: 'found on the PATH' }
    } catch {
      const detail = 'npm --version does not answer'
      return { name, status: 'fail', detail, fix: 'install Node with npm, or add npm to the PATH' }
    }
  },
}
