import { once } from 'node:events'
import { createServer } from 'node:net'

interface HostListener extends AsyncDisposable {
  readonly port: number
  /** How many have connected. */
  visits(): number
}

/** A listener on this machine's loopback that greets with a secret: whoever knows the secret has reached it. */
export async function listenOnHost(secret: string): Promise<HostListener> {
  let visits = 0
  const server = createServer((socket) => {
    visits += 1
    socket.on('error', () => {})
    socket.end(secret)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    visits: () => visits,
    [Symbol.asyncDispose]: async () => {
      server.close()
      await once(server, 'close')
    },
  }
}
