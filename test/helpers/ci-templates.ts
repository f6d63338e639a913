import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'

export const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url))

export interface ActionStep {
  readonly name: string
  readonly id?: string
  readonly if?: string
  readonly shell?: string
  readonly uses?: string
  readonly run?: string
  readonly env?: Readonly<Record<string, string>>
}

export interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default?: string }>>
  readonly runs: { readonly using: string; readonly steps: readonly ActionStep[] }
}

function readYaml(name: string): unknown {
  return parse(readFileSync(`${REPOSITORY}${name}`, 'utf8'), { strict: true, uniqueKeys: true })
}

export function readAction(): Action {
  return readYaml('action.yml') as Action
}

type Job = Readonly<Record<'script' | 'before_script', readonly string[]>> & Readonly<Record<string, unknown>>

export function readGitlabJobs(): Readonly<Record<string, Job>> {
  return readYaml('docs/gitlab-ci.yml') as Record<string, Job>
}

/** The variables of a step, with what GitHub would put in for `${{ … }}`. */
export function stepEnvironment(step: ActionStep, values: Readonly<Record<string, string>>) {
  return Object.fromEntries(
    Object.entries(step.env ?? {}).map(([name, text]) => [
      name,
      text.replace(/\$\{\{ *([\w.-]+) *\}\}/g, (_, key: string) => values[key] ?? ''),
    ]),
  )
}
