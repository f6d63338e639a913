import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Server as HttpServer } from 'node:http'
import type { Server } from 'node:net'
import { fileURLToPath } from 'node:url'
import { programPath } from './cli.ts'
import { BRIDGE, type OwnDaemon } from './docker-daemon.ts'
import { type Running, start } from './run.ts'
import type { World } from './world.ts'

const LISTENER = fileURLToPath(new URL('./listen-here.cjs', import.meta.url))

/** The network in which a daemon with a bridge lives. */
export class OtherNetwork implements Disposable {
  readonly #enter: readonly string[]
  readonly #listening: Server[] = []

  constructor({ pid }: OwnDaemon) {
    this.#enter = [`--net=/proc/${pid}/ns/net`, process.execPath]
  }

  /** One of our programs, as the world's user would run it there. */
  dsca(world: World, args: readonly string[], timeout: number): Running {
    const options = { cwd: world.project, env: world.env, timeout }
    return start('nsenter', [...this.#enter, programPath('dsca'), ...args], options)
  }

  /** A server of this process that listens there; the address by which containers reach it. */
  readonly listen = async (server: HttpServer): Promise<string> => {
    const stdio = ['ignore', 'inherit', 'inherit', 'ipc'] as const
    const child = spawn('nsenter', [...this.#enter, LISTENER], { stdio: [...stdio] })
    const [{ port }, socket] = (await once(child, 'message')) as [{ port: number }, Server]
    this.#listening.push(socket)
    child.kill('SIGKILL')
    await once(child, 'exit')
    socket.on('connection', (connection) => server.emit('connection', connection))
    return `http://${BRIDGE}:${port}/`
  };

  [Symbol.dispose]() {
    for (const socket of this.#listening) socket.close()
  }
}
