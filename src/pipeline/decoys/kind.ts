import type { Canary, DecoyFile } from '../../model/index.ts'
import type { MetadataDecoys } from '../../sandbox/plan.ts'
import type { Random } from './random-text.ts'

export interface Place {
  readonly random: Random
  /** Base URL of the default registry. */
  readonly registry: string
  readonly user: string
  readonly hostName: string
}

/** A credential, and where it really lives. */
export interface Planted {
  /** Everything in it that is worth sending: whatever is made up by chance is looked for. */
  readonly canaries: readonly (Omit<Canary, 'issuers'> & { readonly issuers?: readonly string[] })[]
  readonly files?: readonly (Pick<DecoyFile, 'path' | 'text'> & Partial<DecoyFile>)[]
  readonly env?: Readonly<Record<string, string>>
  readonly metadata?: MetadataDecoys
}

/** One kind of credential, by how it looks where it is used: prefix, length, alphabet and checksum of the real one. */
export type Kind = (place: Place) => Planted
