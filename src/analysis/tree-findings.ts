import type { Finding, TreePackage } from '../model/index.ts'

/** What the tree alone tells: packages that do not come from a configured registry. */
export function treeFindings(packages: readonly TreePackage[]): readonly Finding[] {
  return packages.flatMap(foreignSource)
}

function foreignSource(one: TreePackage): readonly Finding[] {
  switch (one.source) {
    case 'registry':
    case 'file':
    case 'directory':
      return []
    case 'git':
    case 'remote': {
      const place = placeOf(one.resolved)
      return [
        {
          code: 'foreign-source',
          severity: 'suspicious',
          phase: null,
          package: one.name,
          version: one.version,
          script: null,
          path: one.path,
          ...(place.host === null ? {} : { host: place.host }),
          protocol: place.protocol,
          detail: place.text === '' ? one.source : `${one.source} ${place.text}`,
          time: null,
          count: 1,
        },
      ]
    }
  }
}

interface Place {
  readonly host: string | null
  readonly protocol: string | null
  /** Without user, password and query: these may hold credentials. */
  readonly text: string
}

const NOWHERE: Place = { host: null, protocol: null, text: '' }

/** `git@host:user/repo` is ssh's own spelling, which is no URL. */
const SCP = /^(?:[^@/\s]+@)?([a-z0-9.-]+):(?!\/\/)([^?]*)/i

function placeOf(resolved: string | null): Place {
  if (resolved === null) return NOWHERE
  const address = resolved.replace(/^git\+(?=[a-z]+:\/\/)/, '')
  if (address.includes('://') && URL.canParse(address)) return placeOfUrl(new URL(address))
  const scp = SCP.exec(address)
  if (scp === null) return NOWHERE
  const host = hostName(scp[1] ?? '')
  return { host, protocol: 'ssh', text: `ssh://${host ?? ''}/${scp[2] ?? ''}` }
}

function placeOfUrl(url: URL): Place {
  const protocol = url.protocol.slice(0, -1)
  const host = hostName(url.hostname)
  const port = url.port === '' ? '' : `:${url.port}`
  return { host, protocol, text: `${protocol}://${host ?? ''}${port}${url.pathname}${url.hash}` }
}

function hostName(host: string): string | null {
  const name = host.toLowerCase().replace(/^\[|\]$|\.$/g, '')
  return name === '' ? null : name
}
