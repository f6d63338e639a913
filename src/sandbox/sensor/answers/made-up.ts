import type { MetadataDecoys } from '../../plan.ts'

/** Where nobody says which credentials to hand out: of the right shape, and searched for by nobody. */
export function madeUpMetadata(random: (bytes: number) => Buffer): MetadataDecoys {
  const text = (length: number) => random(length).toString('base64url').slice(0, length)
  return {
    accessKeyId: `ASIA${text(16)
      .toUpperCase()
      .replace(/[-_01 89]/g, 'A')}`,
    secretAccessKey: text(40),
    token: `IQoJb3JpZ2luX2Vj${text(340)}`,
    session: `AQAEA${text(49)}==`,
  }
}
