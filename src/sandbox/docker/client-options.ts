import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DockerOptions } from 'dockerode'
import type { DaemonPlace } from './daemon-places.ts'
import { sshAgent } from './ssh-agent.ts'

/** What the Docker command line takes for `unix://`, as `localhost` for `tcp://`. */
const DEFAULT_SOCKET = '/var/run/docker.sock'
const PLAIN_PORT = 2375
const TLS_PORT = 2376

/** Everything is said, so that nothing of what docker-modem finds in the environment is left. */
const NOTHING = {
  ...{ host: undefined, port: undefined, socketPath: undefined, protocol: undefined, pathPrefix: undefined },
  ...{ ca: undefined, cert: undefined, key: undefined, timeout: undefined, username: undefined },
}

/** How a place is reached. Throws when its URL is none of a daemon, or when its certificates cannot be read. */
export function clientOptions({ url, certificates }: DaemonPlace): DockerOptions {
  const [scheme = '', rest = ''] = url.includes('://') ? url.split('://', 2) : ['tcp', url]
  switch (url === '' ? '' : scheme) {
    case 'unix':
    case 'npipe':
      return { ...NOTHING, socketPath: rest || DEFAULT_SOCKET, protocol: 'http' } as DockerOptions
    case 'ssh':
      return { ...NOTHING, host: 'http://daemon', protocol: 'http', agent: sshAgent(url) } as DockerOptions
    case 'tcp':
    case 'http':
    case 'https':
      return overTcp(rest, scheme === 'https', certificates)
    default:
      throw new Error(url === '' ? 'there is no such context' : `${url} is no address of a daemon`)
  }
}

function overTcp(rest: string, https: boolean, certificates: string | null): DockerOptions {
  // Of a scheme that URL knows it would drop the usual port, which is not ours.
  const { hostname, port } = new URL(`tcp://${rest}`)
  const secured = https || certificates !== null
  return {
    ...NOTHING,
    host: hostname || 'localhost',
    port: port || (secured ? TLS_PORT : PLAIN_PORT),
    protocol: secured ? 'https' : 'http',
    ...(certificates === null ? {} : certificatesIn(certificates)),
  } as DockerOptions
}

function certificatesIn(folder: string): { ca?: Buffer; cert?: Buffer; key?: Buffer } {
  return Object.fromEntries(
    ['ca', 'cert', 'key'].flatMap((name) => {
      const path = join(folder, `${name}.pem`)
      return existsSync(path) ? [[name, readFileSync(path)]] : []
    }),
  )
}
