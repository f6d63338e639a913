import { EVIL } from './samples.ts'

/** What a package may write where a page shows it. */
export const ATTACKS = [
  '</script><script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</style><iframe src=https://stranger.example>',
  '<!-- ',
  '&lt;b&gt;',
  EVIL,
  '\u202egnp.exe\u2066',
  'x'.repeat(1_000_000),
]

/** Names of all elements, as a browser would see them: nothing between quotes, comments or raw text is one. */
export function elements(page: string): Map<string, number> {
  const found = new Map<string, number>()
  const bare = page.replaceAll(/<(style|script)>[\s\S]*?<\/\1>/g, '<$1></$1>')
  for (const [, name = ''] of bare.matchAll(/<([a-z!][a-z0-9]*)(?:\s+[a-z-]+(?:="[^"<>]*")?)*\s*\/?>/gi))
    found.set(name, (found.get(name) ?? 0) + 1)
  return found
}
