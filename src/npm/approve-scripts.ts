import { execFile } from 'node:child_process'
import { NpmError } from './error.ts'
import type { FoundNpm } from './find-npm.ts'

/** One edit that npm made in `allowScripts`, in its own words: `added`, `removed-stale`, `replaced-by-pin`. */
export interface ApprovalChange {
  readonly key: string
  readonly change: string
}

/** What it prints for thousands of packages is far less. */
const MOST_OUTPUT = 16 * 1024 * 1024

/**
 * Has npm itself write its pinned entries into the project's package.json. `env` is the user's own environment:
 * in ours npm's configuration has been spelled out already, and npm would take it for the command line's.
 */
export async function approveScripts(
  npm: FoundNpm,
  pins: readonly string[],
  place: { readonly folder: string; readonly env: NodeJS.ProcessEnv },
): Promise<readonly ApprovalChange[]> {
  const args = [npm.npmCli, 'install-scripts', 'approve', '--json', '--allow-scripts-pin', '--', ...pins]
  const { code, stdout, stderr } = await runNode(args, place)
  if (code === 0) return changesOf(stdout)
  throw new NpmError(
    'approval-failed',
    `npm did not approve them: ${stderr.replace(/^npm (error|ERR!) ?/gm, '').trim() || `exit code ${code}`}`,
    `npm install-scripts approve ${pins.join(' ')}`,
  )
}

function changesOf(stdout: string): ApprovalChange[] {
  try {
    const { allowScripts } = JSON.parse(stdout) as { allowScripts: { changes: ApprovalChange[] }[] }
    return allowScripts.flatMap(({ changes }) => changes.map(({ key, change }) => ({ key, change })))
  } catch (error) {
    throw new NpmError(
      'approval-failed',
      'npm did not say which approvals it wrote',
      'look at allowScripts in package.json',
      { cause: error },
    )
  }
}

function runNode(
  args: readonly string[],
  { folder, env }: { readonly folder: string; readonly env: NodeJS.ProcessEnv },
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  return new Promise((resolve) => {
    const options = { cwd: folder, env, maxBuffer: MOST_OUTPUT }
    execFile(process.execPath, args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1
      resolve({ code, stdout, stderr })
    })
  })
}
