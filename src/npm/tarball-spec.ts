import type { TreePackage } from '../model/index.ts'

type Wanted = Pick<TreePackage, 'name' | 'version' | 'resolved' | 'source' | 'integrity'>

/**
 * What npm's fetcher is asked for. By `name@URL`, as npm itself does when it installs, the tarball is one request;
 * by `name@version` the registry's document of the package is read before it, which for a cold cache is as many
 * requests again.
 */
export function tarballSpec(item: Wanted, registry: unknown): string {
  const { name, version, resolved, source } = item
  const byAddress = resolved !== null && (source !== 'registry' || saysEnough(item, registry))
  return byAddress ? `${name}@${resolved}` : `${name}@${version}`
}

/**
 * Whether the registry's document can be done without: it may know a hash where the tree has a weak one or none,
 * and its own address where npm would put it in place of the one in the tree (replace-registry-host).
 */
export function saysEnough({ resolved, integrity }: Wanted, registry: unknown): boolean {
  if (!integrity?.startsWith('sha512-') || !resolved || typeof registry !== 'string') return false
  if (!URL.canParse(resolved) || !URL.canParse(registry)) return false
  const at = new URL(resolved)
  const base = new URL(registry)
  return at.origin === base.origin && at.pathname.startsWith(base.pathname.replace(/\/?$/, '/'))
}
