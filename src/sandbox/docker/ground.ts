import { chmodSync, createWriteStream, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { TARBALLS_IN_BOX } from '../paths.ts'
import type { SensorEnd } from '../pipe/sensor-end.ts'
import type { BoxPackage, BoxSetup } from '../plan.ts'
import type { Ground } from '../sensor/ground.ts'
import type { Launcher } from '../sensor/launcher.ts'
import { LAYOUT } from './layout.ts'

const CONCURRENCY = 8

/** The container's own tmpfs mounts; the tarballs come over the pipe, because nothing of the host is mounted. */
export function containerGround(setup: BoxSetup, pipe: SensorEnd, launcher: Launcher): Ground {
  const { home, project } = setup.paths
  const brought: string[] = []
  return {
    etc: LAYOUT.etc,
    project,
    home,
    prepare: async () => {
      mkdirSync(LAYOUT.etc, { recursive: true })
      launcher.asBoxUser(() => {
        for (const folder of [home, project]) mkdirSync(folder, { recursive: true })
      })
      // Where a daemon cannot give a tmpfs to a user, it is root's; a runtime may give it the mode of what it hides.
      for (const folder of [home, project]) if (statSync(folder).uid === 0) chmodSync(folder, 0o777)
    },
    bring: async (packages) => {
      brought.push(...new Set(packages.map(({ tarball }) => tarball)))
      const queue = [...brought]
      const worker = async () => {
        for (let next = queue.shift(); next; next = queue.shift()) await bringOne(next, pipe)
      }
      await Promise.all(Array.from({ length: CONCURRENCY }, worker))
    },
    takeAway: async () => {
      for (const path of brought.splice(0)) rmSync(path)
      for (const path of readdirSync(TARBALLS_IN_BOX).map((name) => join(TARBALLS_IN_BOX, name))) {
        // Under WSL the user's own folders lie there: /mnt/c/Users/…
        if (![home, project].some((own) => `${own}/`.startsWith(`${path}/`)))
          rmSync(path, { recursive: true })
      }
    },
  }
}

async function bringOne(path: BoxPackage['tarball'], pipe: SensorEnd): Promise<void> {
  if (!path.startsWith(`${TARBALLS_IN_BOX}/`) || normalize(path) !== path)
    throw new Error(`${path} is no place for a tarball`)
  mkdirSync(dirname(path), { recursive: true })
  await pipeline(await pipe.tarball(path), createWriteStream(path, { mode: 0o644 }))
}
