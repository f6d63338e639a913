import type { DaemonPlace } from './daemon-places.ts'
import { startFacts, startLine } from './start-line.ts'

/** Why a daemon could not be used, in words, and what to type. */
export function reasonOf(
  error: unknown,
  { url, from }: DaemonPlace,
): { readonly detail: string; readonly fix: string | null } {
  const where =
    from.startsWith('context') || from === 'DOCKER_HOST'
      ? `${url || 'nothing'} (${from})`
      : url.replace(/^unix:\/\//, '')
  const code = (error as { code?: unknown }).code
  switch (code) {
    case 'ENOENT':
      return { detail: `not running: there is no ${where}`, fix: startLine(from, startFacts()) }
    case 'ECONNREFUSED':
      return { detail: `not running: nobody listens at ${where}`, fix: startLine(from, startFacts()) }
    case 'EACCES':
    case 'EPERM':
      return {
        detail: `permission denied on ${where}`,
        fix: 'sudo usermod -aG docker $USER   (then log in again)',
      }
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return { detail: `${where}: no such host`, fix: 'docker context ls' }
    default: {
      const text = error instanceof Error ? error.message : String(error)
      return { detail: `${where}: ${text.trim()}`, fix: fixOf(text) }
    }
  }
}

function fixOf(text: string): string | null {
  if (/API is/.test(text)) return 'update Docker to 19.03 or later'
  if (/containers, and Linux/.test(text)) return 'switch Docker Desktop to Linux containers'
  if (/no such context/.test(text)) return 'docker context ls'
  return null
}
