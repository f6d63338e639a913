import type { IncomingMessage, ServerResponse } from 'node:http'
import type { RegistryEndpoint, RegistryRequest } from '../../model/index.ts'
import type { SensorEnd } from '../pipe/sensor-end.ts'
import type { PlannedRegistry } from '../plan.ts'
import type { Accepted } from './accepted.ts'

/** Hands a request to a registry through the pipe; the host decides whether it is one that it serves. */
export function proxyToRegistry(
  pipe: SensorEnd,
  registries: readonly PlannedRegistry[],
  request: IncomingMessage,
  response: ServerResponse,
  to: RegistryEndpoint,
  from: Accepted,
  time: number,
  onRequest: (seen: RegistryRequest) => void,
): void {
  const path = request.url ?? '/'
  const method = request.method ?? 'GET'
  const registry = registries
    .filter(({ host, port }) => host === to.host && port === to.port)
    .sort((a, b) => b.url.length - a.url.length)
    .find(({ url }) => path.startsWith(new URL(url).pathname))
  const seen = {
    time,
    run: from.owner.run,
    method: method.slice(0, 32),
    host: to.host,
    path: path.slice(0, 2_048),
  }
  request.resume() // a body is never forwarded
  if (!registry) {
    onRequest({ ...seen, outcome: 'refused' })
    response.writeHead(403).end()
    return
  }
  const accept = request.headers.accept
  // Whoever hangs up before the host has answered has asked all the same.
  let isTold = false
  const tell = (outcome: RegistryRequest['outcome']) => {
    if (!isTold) onRequest({ ...seen, outcome })
    isTold = true
  }
  const answer = pipe.registry(method, registry.url, path, accept ? { accept } : {})
  answer.once('response', (headers) => {
    tell(headers['x-outcome'] === 'served' ? 'served' : 'refused')
    response.writeHead(Number(headers[':status'] ?? 502), plainHeaders(headers))
    answer.pipe(response)
  })
  answer.once('error', () => {
    tell('refused')
    if (!response.headersSent) response.writeHead(502)
    response.end()
  })
  response.once('close', () => {
    tell('refused')
    answer.close()
  })
}

function plainHeaders(headers: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      name.startsWith(':') || name === 'x-outcome' || typeof value !== 'string' ? [] : [[name, value]],
    ),
  )
}
