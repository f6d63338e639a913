import { spawn } from 'node:child_process'
import { Agent } from 'node:http'
import { Duplex } from 'node:stream'

const TIMEOUT_SECONDS = 15

/**
 * Reaches a daemon as the Docker command line does: through the user's own `ssh`, with its configuration, keys and
 * known hosts, to `docker system dial-stdio` there.
 */
export function sshAgent(url: string): Agent {
  const agent = new Agent({ keepAlive: false })
  agent.createConnection = () => dial(url)
  return agent
}

function dial(url: string): Duplex {
  const { username, hostname, port } = new URL(url)
  const child = spawn(
    'ssh',
    [
      ...['-T', '-o', `ConnectTimeout=${TIMEOUT_SECONDS}`],
      ...(username === '' ? [] : ['-l', decodeURIComponent(username)]),
      ...(port === '' ? [] : ['-p', port]),
      ...['--', hostname, 'docker', 'system', 'dial-stdio'],
    ],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  )
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk).slice(-500)
  })
  const stream = Duplex.from({ readable: child.stdout, writable: child.stdin })
  child.once('error', (error) => stream.destroy(error))
  child.once('close', (code) => {
    if (code) stream.destroy(new Error(`ssh ended with ${code}: ${said.trim()}`))
  })
  stream.once('close', () => child.kill())
  return stream
}
