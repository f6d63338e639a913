import { appendFile } from 'node:fs/promises'
import type { ScanOutcome } from '../../history/history.ts'
import type { ScanReport, SourceLines } from '../../model/index.ts'
import { escapeText } from '../../report/escape.ts'
import { githubAnnotations, githubSummary } from '../../report/github.ts'
import { say, sayCommands } from '../output.ts'

interface ToldGithub {
  readonly report: ScanReport
  readonly outcome: ScanOutcome
  readonly lines: SourceLines
  readonly recorded?: boolean
}

interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  /** To stderr: stdout is npm's, and GitHub reads commands from both. */
  readonly command: (lines: readonly string[]) => void
  readonly say: (text: string) => void
}

const HERE: Surroundings = { env: process.env, command: sayCommands, say }

/** Annotations and the summary of the step, where GitHub Actions runs us and there is something to say. */
export async function tellGithub(
  { report, outcome, lines, recorded = true }: ToldGithub,
  here = HERE,
): Promise<void> {
  const { env } = here
  if (env.GITHUB_ACTIONS !== 'true') return
  const options = { installed: outcome === 'installed', scanOnly: outcome === 'scanned', recorded }
  const annotations = githubAnnotations(report, lines, options)
  if (annotations.length > 0) here.command(annotations)
  const summary = githubSummary(report, options)
  const file = env.GITHUB_STEP_SUMMARY
  if (!file || summary === '') return
  try {
    await appendFile(file, `${summary}\n`)
  } catch (error) {
    // What is shown beside the log is no reason to change what happens.
    const text = escapeText(error instanceof Error ? error.message : String(error), 200)
    here.say(`safe-npm: the summary of the step could not be written: ${text}\n`)
  }
}
