import { isInstallRead } from './install-read.ts'

/** A fetch with npm's credentials, CA, proxy and cache: npm-registry-fetch with npm's own options bound. */
export type RegistryFetch = (
  url: string,
  accept: string | null,
) => Promise<{
  readonly status: number
  readonly headers: { get(name: string): string | null }
  readonly body: AsyncIterable<Uint8Array>
}>

interface Request {
  readonly method: string
  /** Base URL of the registry, ending in a slash. */
  readonly registry: string
  /** Path and query on that host. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
}

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: AsyncIterable<Uint8Array>
  readonly outcome: 'served' | 'refused'
}

/** Headers of an answer that a client needs; others may say things about the host's set-up. */
const ANSWER_HEADERS = ['content-type', 'etag', 'last-modified'] as const

/**
 * The registry's door on the host: answers reads that a resolution needs, from the registries that npm's
 * configuration names, and nothing else. Credentials are added here; the box never holds one.
 */
export function createGateway(
  registries: readonly string[],
  fetch: RegistryFetch,
): (request: Request) => Promise<Answer> {
  return async ({ method, registry, path, headers }) => {
    const url = registries.includes(registry) ? urlBelow(registry, path) : null
    if (url === null || !isInstallRead(method, url.slice(registry.length))) return refused()
    try {
      const answer = await fetch(url, headers.accept ?? null)
      return {
        status: answer.status,
        headers: Object.fromEntries(
          ANSWER_HEADERS.flatMap((name) => {
            const value = answer.headers.get(name)
            return value === null ? [] : [[name, value]]
          }),
        ),
        body: method === 'HEAD' ? nothing() : answer.body,
        outcome: 'served',
      }
    } catch (error) {
      return { status: statusOf(error), headers: {}, body: nothing(), outcome: 'served' }
    }
  }
}

/** The whole URL when it lies below the registry's own; `..` and other hosts do not. */
function urlBelow(registry: string, path: string): string | null {
  if (!path.startsWith('/') || !URL.canParse(path, registry)) return null
  const { href, username, password } = new URL(path, registry)
  return username === '' && password === '' && href.startsWith(registry) ? href : null
}

function refused(): Answer {
  return { status: 403, headers: {}, body: nothing(), outcome: 'refused' }
}

function statusOf(error: unknown): number {
  const status = (error as { statusCode?: unknown }).statusCode
  return typeof status === 'number' ? status : 502
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
