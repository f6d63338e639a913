import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type OwnDaemon, startDaemon } from './docker-daemon.ts'

/** runc and limits that need no rights: Podman's defaults ask a machine with cgroup v1 for more than it gives. */
const CONTAINERS = `[containers]
default_ulimits = ["nofile=16384:16384", "nproc=8192:8192"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
`

/** Podman's service, which speaks Docker's API, with storage of the tests' own. */
export function startPodman(): Promise<OwnDaemon> {
  return startDaemon(async (root, socket) => {
    const configuration = join(root, 'containers.conf')
    const storage = join(root, 'storage.conf')
    await writeFile(configuration, CONTAINERS)
    await writeFile(
      storage,
      `[storage]\ndriver = "overlay"\nrunroot = "${root}/run"\ngraphroot = "${root}/storage"\n`,
    )
    return {
      command: ['podman', 'system', 'service', '--time=0', socket],
      env: {
        CONTAINERS_CONF: configuration,
        CONTAINERS_STORAGE_CONF: storage,
        XDG_RUNTIME_DIR: join(root, 'runtime'),
      },
    }
  })
}
