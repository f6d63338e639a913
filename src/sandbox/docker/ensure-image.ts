import { realpathSync } from 'node:fs'
import { SandboxUnavailable } from '../error.ts'
import type { Daemon } from './daemon.ts'
import { type BoxImage, buildImage, findImage, majorOf } from './image.ts'

/** The base when nobody says otherwise: Node's own image for this major version. */
export function defaultBase(node: string): string {
  return `node:${majorOf(node)}-bookworm-slim`
}

/** The image for this Node, built when there is none. */
export async function ensureImage(daemon: Daemon, onLine: (text: string) => void): Promise<BoxImage> {
  return (await findImage(daemon, process.versions.node)) ?? buildAnyImage(daemon, onLine)
}

/** Of Node's own image, and where that cannot be had (no image registry is reached) of what is installed here. */
export async function buildAnyImage(daemon: Daemon, onLine: (text: string) => void): Promise<BoxImage> {
  const failures: string[] = []
  for (const base of [defaultBase(process.versions.node), 'host']) {
    try {
      return await buildImageOf(daemon, base, onLine)
    } catch (error) {
      failures.push(`${base}: ${firstLine(error)}`)
      onLine(`no image of ${failures.at(-1)}`)
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

/** Of one base, `host` or the name of an image, for the Node that runs. */
export function buildImageOf(
  daemon: Daemon,
  base: string,
  onLine: (text: string) => void,
): Promise<BoxImage> {
  return buildImage(daemon, {
    base,
    node: process.versions.node,
    nodePath: realpathSync(process.execPath),
    onLine,
  })
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).trim().split('\n')[0] ?? ''
}
