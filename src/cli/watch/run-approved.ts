import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { OwnFlags } from '../own-flags.ts'
import { askDecision, canAsk } from '../prompt.ts'

const PROGRAM = fileURLToPath(new URL('../../../bin/safe-npm.js', import.meta.url))

/** npm runs what is newly approved only when it is told to: at a terminal that can be done at once. Returns npm's code. */
export async function runApproved(
  pins: readonly string[],
  own: OwnFlags,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  if (pins.length === 0 || own.strict || !canAsk()) return 0
  const question = pins.length === 1 ? 'Run its scripts now?' : 'Run their scripts now?'
  const answer = await askDecision({ question, yes: 'Yes', always: false, details: false })
  if (answer !== 'once') return 0
  const args = ['rebuild', ...flagsOf(own), '--', ...pins]
  return new Promise((resolve, reject) => {
    // A list of processes shows arguments, and a database's address may have a password in it.
    const child = spawn(process.execPath, [PROGRAM, ...args], {
      env: { ...env, ...(own.history === null ? {} : { SAFE_NPM_HISTORY: own.history }) },
      stdio: 'inherit',
    })
    child.on('error', reject)
    child.on('exit', (code) => resolve(code ?? 1))
  })
}

/** The same history and the same rules, or it would be watched once more. */
function flagsOf({ engine, policy }: OwnFlags): string[] {
  return [`--safe-engine=${engine}`, ...(policy === null ? [] : [`--safe-policy=${policy}`])]
}
