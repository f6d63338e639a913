import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import tar from 'tar-fs'
import type { Daemon } from './daemon.ts'
import { ownLabels, ROLE } from './labels.ts'
import { LAYOUT } from './layout.ts'

/** What the sensor imports, beside what it needs of other packages. */
const PARTS = ['sandbox', 'decode', 'model', 'shared'] as const
const LIBRARIES = ['dns-packet', '@leichtgewicht/ip-codec'] as const
/** Label of a kit's name: the volume that it stands for. */
export const TARGET = 'safe-npm.volume'
const ROOT_ONLY = 0o700
const FOR_ALL = 0o755

export interface KitSource {
  /** The user's own npm. */
  readonly npm: string
  /** Folder with the built sensor: `sandbox/docker/sensor-main.js` and what it imports. */
  readonly program: string
}

/** The folder of this program: `dist`. */
export const PROGRAM = fileURLToPath(new URL('../../', import.meta.url))

/**
 * The volume with the user's npm and the sensor, filled once by putArchive and read-only in every box. A volume that is
 * only half filled must not be taken for whole, and daemons cannot rename: so it is filled under a name of its own,
 * and then a second, empty one whose name says the content points at it. Of two at once the first one counts.
 */
export async function ensureKit(daemon: Daemon, image: string, source: KitSource): Promise<string> {
  const { docker } = daemon
  const name = kitName(source)
  const known = await docker
    .getVolume(name)
    .inspect()
    .catch(() => null)
  const target = known?.Labels?.[TARGET]
  if (target && (await exists(daemon, target))) return target
  if (known)
    await docker
      .getVolume(name)
      .remove()
      .catch(() => {})
  const own = `${name}-${randomBytes(4).toString('hex')}`
  try {
    await fill(daemon, image, own, source)
  } catch (error) {
    await docker
      .getVolume(own)
      .remove()
      .catch(() => {})
    throw error
  }
  await docker.createVolume({ Name: name, Labels: { [ROLE]: 'kit-name', [TARGET]: own } })
  const first = (await docker.getVolume(name).inspect()).Labels[TARGET] ?? own
  if (first !== own)
    await docker
      .getVolume(own)
      .remove()
      .catch(() => {})
  return first
}

async function exists({ docker }: Daemon, volume: string): Promise<boolean> {
  return docker
    .getVolume(volume)
    .inspect()
    .then(() => true)
    .catch(() => false)
}

/** The name says the content: another npm or another sensor makes another. */
export function kitName(source: KitSource): string {
  return `npm-kit-${kitHash(source)}`
}

/** A container that is never started takes the archive. */
async function fill({ docker }: Daemon, image: string, volume: string, source: KitSource): Promise<void> {
  await docker.createVolume({ Name: volume, Labels: ownLabels('kit') })
  const container = await docker.createContainer({
    Image: image,
    Cmd: [LAYOUT.node],
    Labels: ownLabels('box'),
    NetworkDisabled: true,
    HostConfig: { NetworkMode: 'none', Mounts: [{ Type: 'volume', Source: volume, Target: LAYOUT.modules }] },
  })
  try {
    await container.putArchive(packKit(source), { path: LAYOUT.modules })
  } finally {
    await container.remove({ force: true })
  }
}

function packKit({ npm, program }: KitSource): NodeJS.ReadableStream {
  const sensor = LAYOUT.sensor.slice(LAYOUT.modules.length + 1)
  const layers: (readonly [from: string, to: string, entries?: readonly string[]])[] = [
    [npm, 'npm'],
    [program, sensor, PARTS],
    ...LIBRARIES.map((name) => [libraryFolder(name), `${sensor}/node_modules/${name}`] as const),
  ]
  const add = (index: number, pack?: tar.Pack): tar.Pack => {
    const [from, to, entries] = layers[index] as (typeof layers)[number]
    const last = index === layers.length - 1
    return tar.pack(from, {
      ...(pack === undefined ? {} : { pack }),
      ...(entries === undefined ? {} : { entries: [...entries] }),
      finalize: last,
      // npm's own tests and manuals are no use in a box; a link would point out of it.
      ignore: (path) => /[\\/](docs|man|\.git)$/.test(path.slice(from.length)),
      map: (header) => ({
        ...header,
        name: header.name === '.' ? to : `${to}/${header.name}`,
        uid: 0,
        gid: 0,
        uname: '',
        gname: '',
        mode: to === sensor && header.name === '.' ? ROOT_ONLY : modeOf(header),
      }),
      ...(last ? {} : { finish: (open: tar.Pack) => void add(index + 1, open) }),
    })
  }
  const pack = add(0)
  pack.entry({ name: sensor, type: 'directory', mode: ROOT_ONLY, uid: 0, gid: 0 })
  pack.entry({ name: `${sensor}/package.json`, mode: 0o600, uid: 0, gid: 0 }, '{"type":"module"}')
  return pack
}

function modeOf({ mode, type }: { mode?: number | undefined; type?: string | null | undefined }): number {
  return type === 'directory' ? FOR_ALL : ((mode ?? 0) & 0o111) !== 0 ? FOR_ALL : 0o644
}

function libraryFolder(name: string): string {
  const from = createRequire(import.meta.url)
  let folder = dirname(from.resolve(name))
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder)
  return folder
}

/** Twelve hexadecimal digits over npm's version and the sensor's own bytes. */
function kitHash({ npm, program }: KitSource): string {
  const hash = createHash('sha256').update(readFileSync(join(npm, 'package.json')))
  for (const part of PARTS) {
    const files = readdirSync(join(program, part), { recursive: true, encoding: 'utf8' })
    for (const file of files.filter((one) => one.endsWith('.js')).sort()) {
      hash.update(`${part}/${file.split(sep).join('/')}\0`).update(readFileSync(join(program, part, file)))
    }
  }
  return hash.digest('hex').slice(0, 12)
}
