import { spawnSync } from 'node:child_process'
import { afterAll, expect, it } from 'vitest'
import { DockerEngine } from '../../src/sandbox/docker/engine.ts'
import { findImage } from '../../src/sandbox/docker/image.ts'
import { ownLabels } from '../../src/sandbox/docker/labels.ts'
import { sharedDaemon } from '../helpers/docker-daemon.ts'

const daemon = await sharedDaemon()
const { docker, place } = daemon
const image = (await findImage(daemon, process.versions.node))?.id ?? ''
const OWNER = 'safe-npm.owner'
const [machine, pid, start] = (ownLabels('box')[OWNER] ?? '').split(' ')
const dead = spawnSync(process.execPath, ['-e', '']).pid
const made: string[] = []

async function container(labels: Record<string, string>, running: boolean): Promise<string> {
  const one = await docker.createContainer({
    Image: image,
    Cmd: ['sleep', '600'],
    Labels: labels,
    HostConfig: { NetworkMode: 'none', AutoRemove: true },
  })
  made.push(one.id)
  if (running) await one.start()
  return one.id
}
const role = ownLabels('box')
const left = async () => (await docker.listContainers({ all: true })).map(({ Id }) => Id)

afterAll(async () => {
  for (const id of await left()) if (made.includes(id)) await docker.getContainer(id).remove({ force: true })
})

it('what a killed run left is removed, and nothing else', async () => {
  const gone = [
    await container({ ...role, [OWNER]: `${machine} ${dead} 1` }, true),
    await container({ ...role, [OWNER]: `${machine} ${dead} 1` }, false),
    await container({ ...role, [OWNER]: `${machine} ${pid} ${Number(start) - 1}` }, true),
  ]
  const kept = [
    await container(role, true),
    await container({ ...role, [OWNER]: `0123456789abcdef ${dead} 1` }, true),
    await container({ 'safe-npm.role': 'box' }, false),
    // Of somebody else, who happens to name an owner as we do.
    await container({ [OWNER]: `${machine} ${dead} 1` }, false),
    await container({}, false),
  ]
  const engine = new DockerEngine({ tarballs: [], places: [place] })
  expect(await engine.clean()).toBe(gone.length)
  await expect.poll(async () => (await left()).sort()).toEqual([...kept].sort())
  expect(await engine.clean()).toBe(0)
})

it('a daemon that is not there has nothing to clean', async () => {
  const nowhere = { ...place, url: 'unix:///nonexistent/docker.sock' }
  const engine = new DockerEngine({ tarballs: [], places: [nowhere] })
  expect(await engine.clean()).toBe(0)
  expect(await engine.probe()).toMatchObject({ works: false })
})
