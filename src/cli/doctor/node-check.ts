import type { DoctorCheck } from './check.ts'

const LEAST = [20, 19] as const

export function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1])
}

export const nodeCheck: DoctorCheck = {
  kind: 'other',
  name: 'Node',
  run: async () => {
    const version = process.versions.node
    const name = `Node ${version}`
    if (isNewEnough(version)) return { name, status: 'ok', detail: process.execPath }
    return {
      name,
      status: 'fail',
      detail: `too old: ${LEAST.join('.')} or later is needed`,
      fix: 'nvm install 22',
    }
  },
}
