import type { Finding } from '../model/index.ts'

/** A package that somebody asked for by an address. */
interface AskedAddress {
  /** As it was written. */
  readonly spec: string
  readonly kind: 'git' | 'remote'
  readonly host: string | null
  readonly name: string | null
}

/** What is known of a foreign source before anybody was contacted: no version, and often no name. */
export function sourceFinding({ spec, kind, host, name }: AskedAddress): Finding {
  return {
    code: 'foreign-source',
    severity: 'suspicious',
    phase: null,
    package: name,
    version: null,
    script: null,
    path: [],
    ...(host === null ? {} : { host }),
    protocol: /(?:^|[@+])([a-z]+):\/\//i.exec(spec)?.[1]?.toLowerCase() ?? null,
    detail: `${kind} ${withoutSecrets(spec)}`,
    time: null,
    count: 1,
  }
}

/** An address without user, password and query: these may hold credentials. */
export function withoutSecrets(spec: string): string {
  return spec.replace(/:\/\/[^/?#]*@/, '://').replace(/\?[^#]*/, '')
}
