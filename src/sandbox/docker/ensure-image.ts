import { realpathSync } from 'node:fs'
import { SandboxUnavailable } from '../error.ts'
import type { Daemon } from './daemon.ts'
import { type BoxImage, buildImage, findImage, majorOf } from './image.ts'

/** The base when nobody says otherwise: Node's own image for this major version. */
export function defaultBase(node: string): string {
  return `node:${majorOf(node)}-bookworm-slim`
}

/**
 * The image for this Node, built when there is none: of Node's own image, and where that cannot be had (no image
 * registry is reached) of what is installed on this machine.
 */
export async function ensureImage(daemon: Daemon, onLine: (text: string) => void): Promise<BoxImage> {
  const node = process.versions.node
  const found = await findImage(daemon, node)
  if (found) return found
  const failures: string[] = []
  for (const base of [defaultBase(node), 'host']) {
    try {
      return await buildImage(daemon, { base, node, nodePath: realpathSync(process.execPath), onLine })
    } catch (error) {
      failures.push(`${base}: ${firstLine(error)}`)
    }
  }
  throw new SandboxUnavailable([
    {
      name: 'docker',
      probe: {
        works: false,
        detail: `its image could not be built (${failures.join('; ')})`,
        fix: 'dsca image build --base=IMAGE   (any Debian with Node)',
      },
    },
  ])
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).trim().split('\n')[0] ?? ''
}
