import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run, start, until } from '../helpers/run.ts'

export interface Daemon extends AsyncDisposable {
  readonly url: string
}

/**
 * A daemon of the bench's own, without a firewall rule. `network`: what it does about a bridge, which is to be in a
 * network namespace of our own.
 */
export async function startDocker(network: readonly string[] = ['--bridge', 'none']): Promise<Daemon> {
  const root = await mkdtemp(join(tmpdir(), 'bench-daemon-'))
  const url = `unix://${join(root, 'socket')}`
  const folders = ['data-root', 'exec-root', 'pidfile'].flatMap((name) => [`--${name}`, join(root, name)])
  const running = start(
    'dockerd',
    [...folders, '-H', url, ...network, '--iptables=false', '--ip6tables=false'],
    { cwd: root, env: { PATH: `${process.env.PATH ?? ''}:/usr/sbin:/sbin`, HOME: root }, timeout: 7200 },
  )
  await until(
    'dockerd to listen',
    async () =>
      (
        await run('curl', ['-s', '--unix-socket', join(root, 'socket'), 'http://daemon/_ping'], {
          cwd: root,
          env: { PATH: process.env.PATH ?? '' },
        })
      ).stdout === 'OK',
  )
  return {
    url,
    async [Symbol.asyncDispose]() {
      process.kill(running.pid, 'SIGTERM')
      await running.result
      await rm(root, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
