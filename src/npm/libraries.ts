import { createRequire } from 'node:module'
import { join } from 'node:path'

/** Bytes of a tarball, as pacote returns them. */
export interface TarballBytes extends Buffer {
  readonly integrity: string
  readonly resolved: string
}

interface Entry {
  readonly path: string
  readonly type: string
  resume(): void
  on(event: 'data', listener: (chunk: Buffer) => void): this
  on(event: 'end', listener: () => void): this
}

interface TarParser {
  on(event: 'entry', listener: (entry: Entry) => void): this
  on(event: 'end' | 'close', listener: () => void): this
  on(event: 'error', listener: (error: Error) => void): this
  end(chunk: Uint8Array): void
}

/** The libraries of the npm that runs, loaded when first used. Only what we call is typed. */
export interface NpmLibraries {
  readonly pacote: {
    tarball(spec: string, options: Record<string, unknown>): Promise<TarballBytes>
  }
  readonly cacache: {
    readonly get: { readonly byDigest: (cache: string, integrity: string) => Promise<Buffer> }
  }
  readonly ssri: {
    fromData(data: Uint8Array, options: { algorithms: string[] }): { toString(): string }
    parse(
      integrity: string,
      options: { single: true },
    ): { readonly algorithm: string; hexDigest(): string } | null
    parse(integrity: string): (Record<string, object[]> & { pickAlgorithm(): string }) | null
    checkData(data: Uint8Array, integrity: string, options?: { error: boolean }): unknown
  }
  readonly fetch: (
    url: string,
    options: Record<string, unknown>,
  ) => Promise<{
    readonly status: number
    readonly headers: { get(name: string): string | null }
    readonly body: AsyncIterable<Uint8Array>
  }>
  readonly procLog: { readonly input: { start<T>(run: () => Promise<T>): Promise<T> } }
  readonly tar: {
    create(
      options: Record<string, unknown> & { filter: (path: string) => boolean },
      paths: readonly string[],
    ): AsyncIterable<Buffer>
    readonly Parser: new (options: {
      filter: (path: string, entry: { type: string }) => boolean
    }) => TarParser
  }
  readonly checks: { checkPlatform(target: object, force: boolean, environment?: object): void }
  readonly registryFetch: { pickRegistry(spec: unknown, options: Record<string, unknown>): string }
  /** npm's own default for `registry`. */
  readonly defaultRegistry: string
  readonly npmVersion: string
}

export function npmLibraries(root: string): NpmLibraries {
  const fromNpm = createRequire(join(root, 'package.json'))
  const cached = new Map<string, unknown>()
  const lazy = <T>(name: string): T => {
    if (!cached.has(name)) cached.set(name, fromNpm(name))
    return cached.get(name) as T
  }
  return {
    get pacote() {
      return lazy<NpmLibraries['pacote']>('pacote')
    },
    get cacache() {
      return lazy<NpmLibraries['cacache']>('cacache')
    },
    get ssri() {
      return lazy<NpmLibraries['ssri']>('ssri')
    },
    get fetch() {
      return lazy<NpmLibraries['fetch']>('npm-registry-fetch')
    },
    get procLog() {
      return lazy<NpmLibraries['procLog']>('proc-log')
    },
    get tar() {
      return lazy<NpmLibraries['tar']>('tar')
    },
    get checks() {
      return lazy<NpmLibraries['checks']>('npm-install-checks')
    },
    get registryFetch() {
      return lazy<NpmLibraries['registryFetch']>('npm-registry-fetch')
    },
    get defaultRegistry() {
      const { definitions } = lazy<{ definitions: Record<string, { default: string }> }>(
        '@npmcli/config/lib/definitions',
      )
      return definitions.registry?.default ?? ''
    },
    get npmVersion() {
      return lazy<{ version: string }>('./package.json').version
    },
  }
}
