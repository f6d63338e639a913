import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Daemon, findDaemon } from '../../src/sandbox/docker/daemon.ts'
import type { DaemonPlace } from '../../src/sandbox/docker/daemon-places.ts'
import { buildImage } from '../../src/sandbox/docker/image.ts'
import { makeCertificates } from './certificates.ts'
import { DAEMON_URL } from './engine-under-test.ts'
import { run, start, until } from './run.ts'

/** A daemon of the tests' own: its socket, its data and its programs are in one folder, and it goes when that goes. */
export interface OwnDaemon extends AsyncDisposable {
  readonly url: string
  readonly pid: number
  readonly place: DaemonPlace
  readonly daemon: Daemon
  /** The same daemon over TCP with TLS, which wants a certificate of whoever asks. */
  readonly secured: DaemonPlace | null
}

/** Where it listens with TLS, and the folder with the certificates of a client. */
export const SECURED_URL = 'SAFE_NPM_TEST_DAEMON_SECURED'
export const CERTIFICATES = 'SAFE_NPM_TEST_DAEMON_CERTIFICATES'

export const placeOf = (url: string): DaemonPlace => ({ url, from: 'test', certificates: null, chosen: true })

/** What to run, given a folder of its own and where to listen. */
type Recipe = (
  root: string,
  socket: string,
) => Promise<{
  readonly command: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly secured?: DaemonPlace
}>

/** No bridge and no firewall rule: the machine's network stays as it is, and our boxes have none anyway. */
export function startDocker(): Promise<OwnDaemon> {
  return startDaemon(async (root, socket) => {
    const secured = { ...placeOf(`tcp://127.0.0.1:${await freePort()}`), certificates: root }
    await makeCertificates(root)
    return {
      secured,
      command: [
        ...dockerd(root),
        ...['-H', socket, '-H', secured.url, '--tlsverify', '--tlscacert', join(root, 'ca.pem')],
        ...['--tlscert', join(root, 'server.pem'), '--tlskey', join(root, 'server-key.pem')],
        ...['--bridge', 'none', '--iptables=false', '--ip6tables=false'],
      ],
    }
  })
}

function dockerd(root: string): readonly string[] {
  const place = ['--data-root', join(root, 'data'), '--exec-root', join(root, 'exec')]
  return ['dockerd', ...place, '--pidfile', join(root, 'pid')]
}

/** Where containers of the next one reach what listens beside it. */
export const BRIDGE = '172.31.255.1'

/** With a bridge and a firewall, as daemons have, but in a network of its own: nothing of the machine's is touched. */
export function startDockerWithBridge(): Promise<OwnDaemon> {
  return startDaemon(async (root, socket) => ({
    command: [
      ...['unshare', '--net', '--mount', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh'],
      ...[...dockerd(root), '-H', socket, '--bip', `${BRIDGE}/24`],
    ],
  }))
}

export async function startDaemon(recipe: Recipe): Promise<OwnDaemon> {
  const root = await mkdtemp(join(tmpdir(), 'daemon-'))
  const url = `unix://${join(root, 'daemon.sock')}`
  const { command, env, secured } = await recipe(root, url)
  const [program = '', ...args] = command
  const running = start(program, args, {
    cwd: root,
    env: { PATH: daemonPath(), HOME: root, ...env },
    timeout: 3600,
  })
  const stop = async () => {
    process.kill(running.pid, 'SIGTERM')
    await running.result
    await unmountBelow(root)
    await rm(root, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    const daemon = await until(
      `${program} to answer`,
      async () => (await findDaemon([placeOf(url)])).daemon,
      60,
    )
    const { pid } = running
    return { url, pid, place: placeOf(url), daemon, secured: secured ?? null, [Symbol.asyncDispose]: stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Podman leaves its storage mounted. */
async function unmountBelow(root: string): Promise<void> {
  const mounts = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((path) => path.startsWith(`${root}/`))
  for (const path of mounts.reverse()) await run('umount', [path], { cwd: '/', env: { PATH: daemonPath() } })
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

function daemonPath(): string {
  return `${process.env.PATH ?? ''}:/usr/local/sbin:/usr/sbin:/sbin`
}

/** The daemon that test/docker/global-setup.ts has started, with the image built. */
export async function sharedDaemon(): Promise<Daemon> {
  const { daemon } = await findDaemon([placeOf(process.env[DAEMON_URL] ?? '')])
  if (daemon === null) throw new Error('these tests need their global setup: npx vitest run --project docker')
  return daemon
}

/** The same daemon over TCP with TLS. */
export function securedPlace(): DaemonPlace {
  const { [SECURED_URL]: url = '', [CERTIFICATES]: certificates = '' } = process.env
  return { ...placeOf(url), certificates }
}

/** The sandbox's image, of what is installed here: no image registry is asked. */
export function imageFromHost({ daemon }: OwnDaemon, onLine: (text: string) => void = () => {}) {
  return buildImage(daemon, { base: 'host', node: process.versions.node, nodePath: process.execPath, onLine })
}
