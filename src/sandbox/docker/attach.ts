import type { Duplex } from 'node:stream'
import type { Container } from 'dockerode'

/**
 * The connection to a container's standard streams. dockerode's own `attach` sends its options a second time as the
 * request's body, and Podman takes a body for what is written to standard input; so the request is made by hand.
 */
export function attachTo(container: Container): Promise<Duplex> {
  const request = {
    path: `/containers/${container.id}/attach?`,
    method: 'POST',
    options: { stream: true, stdin: true, stdout: true, stderr: true },
    file: Buffer.alloc(0),
    hijack: true,
    isStream: true,
    statusCodes: {
      101: true,
      200: true,
      400: 'bad parameter',
      404: 'no such container',
      500: 'server error',
    },
  }
  return new Promise((resolve, reject) => {
    container.modem.dial(request, (error: Error | null, stream: Duplex) =>
      error ? reject(error) : resolve(stream),
    )
  })
}
