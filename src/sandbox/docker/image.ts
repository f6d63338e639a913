import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import tar from 'tar-fs'
import { follow, isNews } from './build-output.ts'
import type { Daemon } from './daemon.ts'
import { DOCKER_FOLDER } from './docker-folder.ts'
import { importHostBase, removeBase } from './host-base.ts'
import { ROLE, roleFilter } from './labels.ts'

/** What the image is made of: its content names it, so that a change makes another. */
const CONTEXT = ['Dockerfile', 'reaper.c'] as const
const CONTENT = 'safe-npm.content'
const NODE = 'safe-npm.node'
const BASE = 'safe-npm.base'
export const REPOSITORY = 'safe-npm-box'

export interface BoxImage {
  readonly id: string
  readonly tags: readonly string[]
  readonly node: string
  readonly base: string
  /** Made of what this version of safe-npm would make it of, and not made anew since. */
  readonly current: boolean
  readonly bytes: number
  /** Seconds since 1970. */
  readonly created: number
}

export async function listImages({ docker }: Daemon): Promise<BoxImage[]> {
  const content = contentHash()
  const images = await docker.listImages({ filters: roleFilter('image') })
  return images.map(({ Id, RepoTags, Labels, Size, Created }) => {
    const tags = (RepoTags ?? []).filter((tag) => tag !== '<none>:<none>')
    return {
      id: Id,
      tags,
      node: Labels[NODE] ?? '',
      base: Labels[BASE] ?? '',
      // One that was built again has lost its name to the newer.
      current: Labels[CONTENT] === content && tags.length > 0,
      bytes: Size,
      created: Created,
    }
  })
}

/** The newest image of today's making whose Node has this one's major number; null when there is none. */
export async function findImage(daemon: Daemon, node: string): Promise<BoxImage | null> {
  const fitting = (await listImages(daemon)).filter(
    (image) => image.current && majorOf(image.node) === majorOf(node),
  )
  return fitting.sort((a, b) => b.created - a.created)[0] ?? null
}

export interface BuildOptions {
  /** `host`, or the name of an image. */
  readonly base: string
  /** Path of the Node to take from this machine. */
  readonly nodePath: string
  readonly node: string
  readonly onLine: (text: string) => void
}

/** Builds the image at the daemon and returns it. */
export async function buildImage(daemon: Daemon, options: BuildOptions): Promise<BoxImage> {
  const { docker } = daemon
  const { onLine, node } = options
  const fromHost = options.base === 'host'
  const base = fromHost ? await importHostBase(daemon, options) : await pulledBase(daemon, options)
  const tag = `${REPOSITORY}:node${majorOf(node)}-${fromHost ? 'host-' : ''}${contentHash()}`
  try {
    const stream = await docker.buildImage(tar.pack(DOCKER_FOLDER, { entries: [...CONTEXT] }), {
      t: tag,
      buildargs: { BASE_IMAGE: base, NODE_MAJOR: majorOf(node) },
      labels: { [ROLE]: 'image', [CONTENT]: contentHash(), [NODE]: node, [BASE]: fromHost ? 'host' : base },
      // Intermediate containers are nobody's to look at.
      forcerm: true,
    })
    await follow(stream, (line) => isNews(line) && onLine(line))
  } finally {
    if (fromHost) await removeBase(docker, base)
  }
  const built = (await listImages(daemon)).find(({ tags }) => tags.some((one) => one.endsWith(tag)))
  if (!built) throw new Error(`${tag} was built and is not there`)
  return built
}

/** Pulled by name the first time, and from then on named by its digest: what is built twice is built of the same. */
async function pulledBase({ docker }: Daemon, { base, onLine }: BuildOptions): Promise<string> {
  const present = await docker
    .getImage(base)
    .inspect()
    .catch(() => null)
  if (present === null) await follow(await docker.pull(oneTag(base)), onLine)
  const { RepoDigests } = await docker.getImage(base).inspect()
  return RepoDigests?.[0] ?? base
}

/** Without a tag every one of them would be pulled. */
export function oneTag(name: string): string {
  const last = name.slice(name.lastIndexOf('/') + 1)
  return /[:@]/.test(last) ? name : `${name}:latest`
}

/** Twelve hexadecimal digits over the files that make the image. */
export function contentHash(): string {
  const hash = createHash('sha256')
  for (const name of [...CONTEXT, 'base-from-host.sh']) {
    hash
      .update(`${name}\0`)
      .update(readFileSync(join(DOCKER_FOLDER, name)))
      .update('\0')
  }
  return hash.digest('hex').slice(0, 12)
}

export function majorOf(version: string): string {
  return version.split('.')[0] ?? ''
}
