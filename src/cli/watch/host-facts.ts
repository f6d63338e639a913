import { randomBytes } from 'node:crypto'
import { existsSync, realpathSync } from 'node:fs'
import { homedir, hostname, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import type { FoundNpm } from '../../npm/find-npm.ts'
import { boxEnvironment } from '../../pipeline/box-environment.ts'
import { boxProject } from '../../pipeline/box-project.ts'
import { plantDecoys } from '../../pipeline/decoys/plant.ts'
import type { HostFacts } from '../../pipeline/watch-plan.ts'
import { boxIds } from '../../sandbox/ids.ts'
import { DEFAULT_LIMITS, type PlannedRegistry } from '../../sandbox/plan.ts'
import type { OwnFlags } from '../own-flags.ts'

/** What the box has to look like: this machine, this user, this npm. */
export function hostFacts(
  own: OwnFlags,
  npm: FoundNpm,
  registries: readonly string[],
  project: ProjectFacts,
): HostFacts {
  const user = currentUser()
  const home = homedir()
  const node = realpathSync(process.execPath)
  const place = boxProject({ ...project, home, shown: [node, npm.root] })
  const decoys = plantDecoys({
    random: randomBytes,
    registry: registries[0] ?? '',
    user: user.name,
    hostName: hostname(),
  })
  const setup = {
    paths: { project: place, home, node, npm: npm.root },
    user: {
      ...user,
      ...boxIds(process.getuid?.() ?? 0, process.getgid?.() ?? 0),
      hostName: hostname() || 'localhost',
    },
    // The box has npm, and not us: where we are set up, npm_execpath is our file.
    env: {
      ...decoys.env,
      ...boxEnvironment(
        { ...process.env, npm_execpath: npm.npmCli },
        {
          home,
          project: place,
          userName: user.name,
          node,
          registry: registries[0] ?? '',
          headers: headersOf(node),
        },
      ),
    },
    decoys: decoys.files,
    ...(decoys.metadata === undefined ? {} : { metadata: decoys.metadata }),
    registries: registries.map(plannedRegistry),
    limits: { ...DEFAULT_LIMITS, lingerMs: own.linger * 1000 },
  }
  return {
    setup,
    scriptTimeoutMs: own.timeout * 1000,
    projectName: project.name,
    projectVersion: project.version,
    canaries: decoys.canaries,
  }
}

export interface ProjectFacts {
  readonly path: string
  /** It is the place of global packages. */
  readonly global: boolean
  readonly name: string
  readonly version: string
}

function currentUser(): { name: string; shell: string } {
  try {
    const { username, shell } = userInfo()
    return { name: username, shell: shell ?? '/bin/sh' }
  } catch {
    return { name: 'user', shell: '/bin/sh' } // an id without an entry in passwd, as in some containers
  }
}

/** Node's C++ headers beside this Node: with them native builds ask nobody for any. */
function headersOf(node: string): string | null {
  const prefix = dirname(dirname(node))
  return existsSync(join(prefix, 'include', 'node', 'node.h')) ? prefix : null
}

function plannedRegistry(url: string): PlannedRegistry {
  const { protocol, hostname: host, port } = new URL(url)
  const tls = protocol === 'https:'
  return {
    url,
    host: host.toLowerCase().replace(/^\[|\]$/g, ''),
    port: Number(port) || (tls ? 443 : 80),
    tls,
  }
}
