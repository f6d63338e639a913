import { createServer } from 'node:http'
import { configured } from './machine-npm.ts'
import type { Listen } from './survey-registry.ts'

interface MachineRegistry extends AsyncDisposable {
  readonly url: string
}

/** Passes reads on to the registry that this machine's npm is configured for, for networks that do not reach it. */
export async function passOnRegistry(listen: Listen): Promise<MachineRegistry> {
  const registry = (await configured('registry')) ?? ''
  const server = createServer(async (request, response) => {
    try {
      const { accept = '*/*', host } = request.headers
      const answer = await fetch(new URL((request.url ?? '').slice(1), registry), { headers: { accept } })
      const type = answer.headers.get('content-type') ?? ''
      let body = Buffer.from(await answer.arrayBuffer())
      if (type.includes('json')) {
        const here = body.toString().replaceAll(`"tarball":"${registry}`, `"tarball":"http://${host}/`)
        body = Buffer.from(here)
      }
      response.writeHead(answer.status, { 'content-type': type, 'content-length': body.length }).end(body)
    } catch (error) {
      response.writeHead(502).end(String(error))
    }
  })
  return {
    url: await listen(server),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}
