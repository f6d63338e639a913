import { type Daemon, findDaemon } from './daemon.ts'
import type { DaemonPlace } from './daemon-places.ts'
import { buildAnyImage, buildImageOf } from './ensure-image.ts'
import { type BoxImage, findImage, listImages } from './image.ts'
import { kitName, PROGRAM } from './kit.ts'
import type { Removal } from './removal.ts'
import { removeImages } from './remove-images.ts'
import { removeKits } from './remove-kits.ts'
import { daemonOf } from './require-daemon.ts'

export interface StoredImage extends BoxImage {
  /** The one that a watch would start in now. */
  readonly used: boolean
}

/** The images and kits of safe-npm at a daemon. */
export interface ImageStore {
  /** `Docker 20.10.24`, and where it is. */
  readonly daemon: string
  /** Newest first. */
  list(): Promise<StoredImage[]>
  /** `base`: `host`, the name of an image, or null for what is built on first use. */
  build(base: string | null, onLine: (text: string) => void): Promise<BoxImage>
  /** What is outdated, or all; `npm` is the folder of the user's own, whose kit is not outdated. */
  remove(all: boolean, npm: string): Promise<Removal[]>
}

/** Throws SandboxUnavailable where there is no daemon. */
export async function openImageStore(places?: readonly DaemonPlace[]): Promise<ImageStore> {
  const daemon = daemonOf(await findDaemon(places))
  return {
    daemon: `${daemon.name} at ${daemon.place.url}`,
    list: () => storedImages(daemon),
    build: (base, onLine) =>
      base === null ? buildAnyImage(daemon, onLine) : buildImageOf(daemon, base, onLine),
    remove: async (all, npm) => [
      ...(await removeImages(daemon, all)),
      ...(await removeKits(daemon, all ? null : kitName({ npm, program: PROGRAM }))),
    ],
  }
}

async function storedImages(daemon: Daemon): Promise<StoredImage[]> {
  const used = await findImage(daemon, process.versions.node)
  const images = await listImages(daemon)
  return images
    .sort((a, b) => b.created - a.created)
    .map((image) => ({ ...image, used: image.id === used?.id }))
}
