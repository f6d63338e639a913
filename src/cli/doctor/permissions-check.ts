import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { historyPlace } from '../open-history.ts'
import type { CheckResult, DoctorCheck } from './check.ts'

const WRITABLE_BY_OTHERS = 0o022
const READABLE_BY_OTHERS = 0o044

/** Whoever can write the history can make any package known; whoever can read it sees what is installed. */
function judge(path: string, mode: number, owner: number, me: number | undefined): CheckResult | null {
  const name = 'permissions'
  if (me !== undefined && owner !== me && owner !== 0) {
    return {
      name,
      status: 'fail',
      detail: `${path} belongs to another user`,
      fix: `sudo chown -R $USER '${path}'`,
    }
  }
  if ((mode & WRITABLE_BY_OTHERS) !== 0) {
    return { name, status: 'fail', detail: `others may write ${path}`, fix: `chmod go-w '${path}'` }
  }
  if ((mode & READABLE_BY_OTHERS) !== 0) {
    return { name, status: 'warn', detail: `others may read ${path}`, fix: `chmod go-rwx '${path}'` }
  }
  return null
}

export const permissionsCheck: DoctorCheck = {
  kind: 'other',
  name: 'permissions',
  run: async ({ settings }) => {
    const name = 'permissions'
    const file = historyPlace(settings.history)
    if (process.platform === 'win32' || file.includes('://')) {
      return { name, status: 'ok', detail: 'not a matter of files here' }
    }
    // The folder of a history that was chosen by hand (a project, /tmp) may be anybody's to read.
    const paths = settings.history === null ? [dirname(file), file] : [file]
    for (const path of paths) {
      const found = await stat(path).catch(() => null)
      const problem = found === null ? null : judge(path, found.mode, found.uid, process.getuid?.())
      if (problem !== null) return problem
    }
    return { name, status: 'ok', detail: 'the history is yours alone' }
  },
}
