import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { run } from './run.ts'

/** PATH without the folders that `npm run` puts in front, with those in which system tools live. */
export function cleanPath(): string {
  const own = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !/node_modules|node-gyp-bin/.test(folder))
  return [...own, '/usr/sbin', '/sbin']
    .filter((folder, index, all) => all.indexOf(folder) === index)
    .join(delimiter)
}

/** Headers beside the running Node, so that node-gyp need not fetch any; null where there are none. */
export function nodeHeaders(): string | null {
  const prefix = dirname(dirname(process.execPath))
  return existsSync(join(prefix, 'include', 'node', 'node.h')) ? prefix : null
}

const NETWORK = /^((https?|no|all)_proxy|NODE_EXTRA_CA_CERTS|SSL_CERT_(FILE|DIR))$/i

/** What a machine needs to reach its registry: proxies and authorities. */
export function networkEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env).filter(
    ([name, value]) => NETWORK.test(name) && value !== undefined,
  )
  return Object.fromEntries(entries) as Record<string, string>
}

/** One value of this machine's npm configuration; null where it is not set. */
export async function configured(key: string): Promise<string | null> {
  const env = { PATH: cleanPath(), HOME: process.env.HOME ?? tmpdir(), ...networkEnvironment() }
  const { stdout, stderr, code } = await run('npm', ['config', 'get', key], { cwd: tmpdir(), env })
  if (code !== 0) throw new Error(`npm config get ${key}: ${stderr}`)
  const value = stdout.trim()
  return value === '' || value === 'null' || value === 'undefined' ? null : value
}

/** Lines of an npmrc that lead to the registry this machine uses. */
export async function machineRegistryLines(): Promise<string[]> {
  const keys = ['registry', 'cafile', 'proxy', 'https-proxy']
  const values = await Promise.all(keys.map(configured))
  return keys.flatMap((key, index) => (values[index] === null ? [] : [`${key}=${values[index]}`]))
}
