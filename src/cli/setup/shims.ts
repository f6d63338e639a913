import { quotePosix } from './quote.ts'

/** What each name on PATH starts. */
export const SHIMS = { npm: 'safe-npm.js', npx: 'safe-npx.js' } as const

/**
 * Starts our program with the Node that is first on PATH, as npm's own `#!/usr/bin/env node` does. A link to the
 * program would be as quick, but the shell passes over a link that leads nowhere: when safe-npm has gone, npm
 * would be unguarded without a word.
 */
export function shimText(program: string, shims: string): string {
  return `#!/bin/sh
# Written by dsca setup, removed by dsca setup --undo.
program=${quotePosix(program)}
if [ -f "$program" ]; then exec node "$program" "$@"; fi
echo "safe-npm: not guarded, so not run: safe-npm is no longer at $program (exit 105)" >&2
echo "  Install it again and type dsca setup; or, to have plain npm:" >&2
echo "  rm -r "${quotePosix(quotePosix(shims))} >&2
exit 105
`
}

/** Windows starts `npm.cmd`. The same in its words. */
export function shimTextWindows(program: string): string {
  return `@if exist "${program.replaceAll('%', '%%')}" (node "${program.replaceAll('%', '%%')}" %*) else (echo safe-npm: not guarded, so not run: safe-npm is no longer there. Type dsca setup>&2 & exit /b 105)\r\n`
}

/** Name in the folder and text of each. */
export function shimFiles(
  binFolder: string,
  shims: string,
  platform: string = process.platform,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(SHIMS).map(([name, file]) =>
      platform === 'win32'
        ? [`${name}.cmd`, shimTextWindows(`${binFolder}\\${file}`)]
        : [name, shimText(`${binFolder}/${file}`, shims)],
    ),
  )
}
