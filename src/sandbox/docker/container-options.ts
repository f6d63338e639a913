import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ContainerCreateOptions } from 'dockerode'
import { TARBALLS_IN_BOX } from '../paths.ts'
import type { BoxSetup } from '../plan.ts'
import { DOCKER_FOLDER } from './docker-folder.ts'
import { LAYOUT } from './layout.ts'

/** Raising the network, capturing, answering at low ports, becoming the box's user, looking at its processes: nothing else. */
const CAPABILITIES = ['NET_ADMIN', 'NET_RAW', 'NET_BIND_SERVICE', 'SETUID', 'SETGID', 'SYS_PTRACE'] as const

const MIB = 1024 * 1024
/** Beside what the box may use: the sensor, tcpdump and their buffers. */
const SENSOR_BYTES = 512 * MIB
const SENSOR_PROCESSES = 256
/** Enough for a build, and no more of a large machine than a script should have. */
const MAX_CPUS = 4
const NANOS = 1_000_000_000
/** A tenth of what a container gets by default when the processor is wanted by others too. */
const CPU_SHARES = 512

export interface ContainerInput {
  readonly image: string
  /** Volume with npm and the sensor. */
  readonly kit: string
  readonly setup: BoxSetup
  readonly labels: Readonly<Record<string, string>>
  /** The daemon's processors. */
  readonly cpus: number
  /** Docker's format; null where the daemon takes no profile over its interface. */
  readonly seccomp: string | null
  /** It is Podman that is asked, which differs in a few things. */
  readonly podman: boolean
}

/** The groups of the box are the root of what it sees: no name of a container. Unknown to the types. */
const CGROUPS: object = { CgroupnsMode: 'private' }

/** The seal as data: what the daemon is told of the container. */
export function containerOptions(input: ContainerInput): ContainerCreateOptions {
  const { image, kit, setup, labels, cpus, seccomp, podman } = input
  const { limits } = setup
  const memory = limits.memoryBytes + limits.diskBytes + SENSOR_BYTES
  return {
    Image: image,
    Entrypoint: [LAYOUT.node, `${LAYOUT.sensor}/sandbox/docker/sensor-main.js`],
    Cmd: [],
    User: '0:0',
    WorkingDir: '/',
    Env: [`PATH=${LAYOUT.path}`, 'LANG=C'],
    Hostname: setup.user.hostName.slice(0, 63),
    Labels: { ...labels },
    Tty: false,
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    HostConfig: {
      AutoRemove: true,
      NetworkMode: 'none',
      Dns: ['127.0.0.53'],
      // A machine knows its own name.
      ExtraHosts: [`${setup.user.hostName}:127.0.1.1`],
      CapDrop: ['ALL'],
      CapAdd: [...CAPABILITIES],
      SecurityOpt: ['no-new-privileges', ...(seccomp === null ? [] : [`seccomp=${seccomp}`])],
      ReadonlyRootfs: true,
      Privileged: false,
      IpcMode: 'private',
      ...CGROUPS,
      Tmpfs: tmpfs(setup, podman),
      Mounts: [{ Type: 'volume', Source: kit, Target: LAYOUT.modules, ReadOnly: true }],
      Sysctls: {
        'net.ipv6.conf.all.disable_ipv6': '0',
        'net.ipv6.conf.default.disable_ipv6': '0',
        'net.ipv6.conf.lo.disable_ipv6': '0',
        // Docker opens low ports to everybody. A script at port 53 would take questions away from our server, and what
        // it sends from there would look like answers.
        'net.ipv4.ip_unprivileged_port_start': '1024',
      },
      Memory: memory,
      MemorySwap: memory,
      PidsLimit: limits.processes + SENSOR_PROCESSES,
      NanoCpus: Math.min(cpus, MAX_CPUS) * NANOS,
      CpuShares: CPU_SHARES,
      LogConfig: { Type: 'none', Config: {} },
    },
  }
}

/**
 * Everything that can be written lies in memory, and belongs to the box's user but for what the sensor makes. A home or
 * a project below another of these is a folder there, which the sensor makes: a mount of its own would leave the
 * folders between to root. Podman gives a tmpfs to nobody, and by itself fills it with what the image has there.
 */
function tmpfs({ paths, user, limits }: BoxSetup, podman: boolean): Record<string, string> {
  const common = `rw,nosuid,nodev${podman ? ',notmpcopyup' : ''}`
  const large = `${common},size=${limits.diskBytes}`
  const own = podman ? `${large},exec,mode=0777` : `${large},exec,mode=0755,uid=${user.uid},gid=${user.gid}`
  const temporary = `${large},exec,mode=1777`
  const mounts: Record<string, string> = { '/tmp': temporary, '/var/tmp': temporary }
  for (const path of [paths.home, paths.project].sort((a, b) => a.length - b.length)) {
    if (!Object.keys(mounts).some((above) => `${path}/`.startsWith(`${above}/`))) mounts[path] = own
  }
  return {
    ...mounts,
    '/run': `${common},noexec,size=16777216,mode=0755`,
    [TARBALLS_IN_BOX]: `${large},noexec,mode=0755`,
  }
}

/** docker/seccomp.json as the daemon takes it. */
export function seccompProfile(): string {
  return JSON.stringify(JSON.parse(readFileSync(join(DOCKER_FOLDER, 'seccomp.json'), 'utf8')))
}
