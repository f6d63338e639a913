import { once } from 'node:events'
import { createServer, request } from 'node:http'
import { buffer } from 'node:stream/consumers'

const OPTION = 'systempaths=unconfined'

interface Created {
  HostConfig: { SecurityOpt?: string[]; MaskedPaths?: string[]; ReadonlyPaths?: string[] }
}

/**
 * A socket before a daemon's, for docker-compose 1.29: it hands the option above on as it stands, which no daemon knows.
 * `docker` and newer ones of Compose make of it what is made of it here. All else passes as it is.
 */
export async function withSystemPaths(daemon: string, socket: string): Promise<Disposable> {
  const socketPath = daemon.replace('unix://', '')
  const server = createServer(async (asked, response) => {
    const { method, url: path, headers } = asked
    const body = translated(path ?? '', await buffer(asked))
    const length = body.length > 0 ? { 'content-length': String(body.length) } : {}
    const passed = request({ socketPath, method, path, headers: { ...headers, ...length } }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      // What waits for the end of a container is answered long before that has ended.
      response.flushHeaders()
      answer.pipe(response)
    })
    passed.on('error', (error) => response.destroy(error))
    passed.end(body)
  })
  server.listen(socket)
  await once(server, 'listening')
  return {
    [Symbol.dispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}

function translated(path: string, body: Buffer): Buffer {
  if (!path.includes('/containers/create')) return body
  const created = JSON.parse(body.toString()) as Created
  const options = created.HostConfig.SecurityOpt ?? []
  if (!options.includes(OPTION)) return body
  const SecurityOpt = options.filter((one) => one !== OPTION)
  const HostConfig = { ...created.HostConfig, SecurityOpt, MaskedPaths: [], ReadonlyPaths: [] }
  return Buffer.from(JSON.stringify({ ...created, HostConfig }))
}
