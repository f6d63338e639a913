import { DockerEngine } from '../../src/sandbox/docker/engine.ts'
import { boxRunner } from '../helpers/boxed.ts'
import { sharedDaemon } from '../helpers/docker-daemon.ts'
import { engineContract } from '../helpers/engine-contract.ts'

const { place, docker } = await sharedDaemon()

engineContract({
  name: 'DockerEngine',
  open: () => boxRunner((tarballs, program) => new DockerEngine({ tarballs, program, places: [place] })),
  leftovers: () => docker.listContainers({ all: true }),
  nothingLeft: [],
  // The right to make namespaces, which would hide tcpdump too, is what a container may not have.
  hidden: /sensor|safe-npm|reaper/,
  emptiesBoundingSet: false,
  containerTells: ['/.dockerenv'],
  missing: ['/etc/shadow', '/etc/ssh', '/var/run/docker.sock'],
})
