import { afterAll, beforeAll } from 'vitest'
import { DockerEngine } from '../../src/sandbox/docker/engine.ts'
import { boxRunner } from '../helpers/boxed.ts'
import { imageFromHost, type OwnDaemon } from '../helpers/docker-daemon.ts'
import { engineContract } from '../helpers/engine-contract.ts'
import { startPodman } from '../helpers/podman-service.ts'

let own: OwnDaemon
beforeAll(async () => {
  own = await startPodman()
  await imageFromHost(own)
})
afterAll(() => own?.[Symbol.asyncDispose]())

engineContract({
  name: 'DockerEngine over Podman',
  open: () => boxRunner((tarballs, program) => new DockerEngine({ tarballs, program, places: [own.place] })),
  leftovers: () => own.daemon.docker.listContainers({ all: true }),
  nothingLeft: [],
  hidden: /sensor|safe-npm|reaper/,
  emptiesBoundingSet: false,
  containerTells: [],
  missing: ['/etc/shadow', '/etc/ssh', '/var/run/docker.sock'],
})
