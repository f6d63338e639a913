import { constants } from 'node:fs'
import { access, readFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import type { DoctorCheck } from './check.ts'
import { installLine, TOOLS, type Tool } from './install-line.ts'

/** A user's PATH often leaves these out, and tcpdump and ip live there. */
const SYSTEM_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin']

async function isInstalled(tool: string, folders: readonly string[]): Promise<boolean> {
  for (const folder of folders) {
    const found = await access(join(folder, tool), constants.X_OK).then(
      () => true,
      () => false,
    )
    if (found) return true
  }
  return false
}

async function osRelease(): Promise<string> {
  for (const file of ['/etc/os-release', '/usr/lib/os-release']) {
    const text = await readFile(file, 'utf8').catch(() => null)
    if (text !== null) return text
  }
  return ''
}

export const toolsCheck: DoctorCheck = {
  kind: 'other',
  name: 'tools',
  run: async ({ env }) => {
    const name = 'tools'
    if (process.platform !== 'linux') {
      return { name, status: 'warn', detail: 'bubblewrap needs Linux: docker it is' }
    }
    const folders = [
      ...(env.PATH ?? '').split(delimiter).filter((folder) => folder !== ''),
      ...SYSTEM_FOLDERS,
    ]
    const missing: Tool[] = []
    for (const tool of TOOLS) if (!(await isInstalled(tool, folders))) missing.push(tool)
    if (missing.length === 0) return { name, status: 'ok', detail: TOOLS.join(', ') }
    const fix = installLine(missing, await osRelease(), process.getuid?.() === 0)
    // Whether that matters is for the engine to say that needs them.
    return { name, status: 'warn', detail: `not installed: ${missing.join(', ')}`, fix }
  },
}
