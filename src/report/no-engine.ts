import { escapeText } from './escape.ts'
import { pad } from './layout.ts'

/** No sandbox works here: each engine, why not, what to type. */
export function noEngineLines(
  engines: readonly { readonly name: string; readonly detail: string; readonly fix: string | null }[],
): string[] {
  const lines = engines.flatMap(({ name, detail, fix }) => [
    `  ${pad(escapeText(name, 12), 12)}${escapeText(detail)}`,
    ...(fix === null ? [] : [`  ${pad('', 12)}${escapeText(fix)}`]),
  ])
  return [
    'safe-npm: no sandbox works on this machine, so nothing was installed (exit 103)',
    ...lines,
    '  More: dsca doctor   This once without a watch: --safe-skip (recorded)',
  ]
}
