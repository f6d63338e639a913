import type { OtherPlatform } from '../model/index.ts'

/** Of a list that a stranger wrote. */
const LONGEST_PLATFORM = 80

/** What npm says when it refuses a tree because a package is for another platform (npm-install-checks); else null. */
export function otherPlatform(error: unknown): OtherPlatform | null {
  const { code, pkgid, required } = (error ?? {}) as Record<string, unknown>
  if (code !== 'EBADPLATFORM') return null
  const { os, cpu, libc } = (required ?? {}) as Record<string, unknown>
  const platform = [os, cpu, libc].map(oneOf).filter(Boolean).join(' ').slice(0, LONGEST_PLATFORM)
  return {
    package: typeof pkgid === 'string' ? pkgid : 'a package of it',
    platform: platform || 'another platform',
  }
}

/** `darwin or linux`, `not win32`. */
function oneOf(list: unknown): string {
  return [list]
    .flat()
    .filter((one) => typeof one === 'string')
    .map((one) => one.replace(/^!/, 'not '))
    .join(' or ')
}
