import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { Agent } from 'node:http'
import { Duplex } from 'node:stream'

const TIMEOUT_SECONDS = 15
const KEPT_CHARACTERS = 500

/**
 * Reaches a daemon as the Docker command line does: through the user's own `ssh`, with its configuration, keys and
 * known hosts, to `docker system dial-stdio` there.
 */
export function sshAgent(url: string): Agent {
  const agent = new Agent({ keepAlive: false })
  agent.createConnection = () => new SshStream(spawn('ssh', sshArguments(url), { stdio: 'pipe' }))
  return agent
}

/** `ssh://[USER@]HOST[:PORT][/SOCKET]`. What is in a URL is never taken for an option, nor for more than a word by the shell there. */
export function sshArguments(url: string): string[] {
  const { username, hostname, port, pathname } = new URL(url)
  return [
    ...['-T', '-o', `ConnectTimeout=${TIMEOUT_SECONDS}`],
    ...(username === '' ? [] : ['-l', decodeURIComponent(username)]),
    ...(port === '' ? [] : ['-p', port]),
    ...['--', hostname.replace(/^\[(.*)\]$/, '$1'), 'docker'],
    ...(pathname.length > 1 ? ['--host', quoted(`unix://${decodeURIComponent(pathname)}`)] : []),
    ...['system', 'dial-stdio'],
  ]
}

/** ssh joins its arguments with spaces, and a shell reads them. */
function quoted(word: string): string {
  return /^[\w:/.@+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}

/**
 * The program's input and output as one stream. It ends only when the program has: why ssh failed is said by its
 * standard error and its exit code, and not by the end of its output.
 */
class SshStream extends Duplex {
  readonly #child: ChildProcessWithoutNullStreams

  constructor(child: ChildProcessWithoutNullStreams) {
    super()
    this.#child = child
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk).slice(-KEPT_CHARACTERS)
    })
    child.stdout.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) child.stdout.pause()
    })
    child.stdin.on('error', () => {}) // how it ended says more
    // Not its `close`: a connection that ssh shares with later ones (ControlPersist) holds standard error open.
    Promise.all([once(child, 'exit'), once(child.stdout, 'end')]).then(
      ([[code, signal]]) =>
        code === 0
          ? this.push(null)
          : this.destroy(new Error(`ssh ended with ${code ?? signal}: ${said.trim()}`)),
      (error: Error) => this.destroy(new Error(`ssh cannot be started: ${error.message}`)),
    )
  }

  override _read(): void {
    this.#child.stdout.resume()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#child.stdin.write(chunk, () => done())
  }

  override _final(done: () => void): void {
    this.#child.stdin.end(() => done())
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#child.kill()
    done(error)
  }
}
