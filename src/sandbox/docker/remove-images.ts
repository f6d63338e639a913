import type { Daemon } from './daemon.ts'
import { type BoxImage, listImages } from './image.ts'
import { type Removal, tryToRemove } from './removal.ts'

/** Removes images that today's safe-npm would not make; with `all` every one. */
export async function removeImages(daemon: Daemon, all: boolean): Promise<Removal[]> {
  const images = await listImages(daemon)
  const removals: Removal[] = []
  for (const image of images.filter(({ current }) => all || !current)) {
    const name = image.tags[0] ?? image.id.replace(/^sha256:/, '').slice(0, 12)
    const what = { kind: 'image', name, bytes: image.bytes } as const
    removals.push(await tryToRemove(what, () => removeImage(daemon, image)))
  }
  return removals
}

/** By its names, because an id with several names would have to be forced; the last one takes the image with it. */
async function removeImage({ docker }: Daemon, { id, tags }: BoxImage): Promise<void> {
  for (const name of tags.length > 0 ? tags : [id]) await docker.getImage(name).remove({ force: false })
}
