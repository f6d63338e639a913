import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { cleanPath } from './machine-npm.ts'
import { type Result, run } from './run.ts'

const FILE = fileURLToPath(new URL('../../docker/compose.yaml', import.meta.url))

/** docker/compose.yaml as it is. */
export class Compose {
  readonly #env: Readonly<Record<string, string>>

  /** `settings`: what the file asks its user for, and DOCKER_HOST. */
  constructor(settings: Readonly<Record<string, string>>) {
    this.#env = { PATH: cleanPath(), HOME: tmpdir(), ...settings }
  }

  /** `docker-compose ARGUMENT...`, which has to end well; what it printed. */
  async run(...args: string[]): Promise<string> {
    const whole = ['-p', 'safe-npm', '-f', FILE, ...args]
    const said = await run('docker-compose', whole, { cwd: tmpdir(), env: this.#env, timeout: 850 })
    if (said.code !== 0) {
      const text = `${said.stdout.slice(-4_000)}\n${said.stderr.slice(-4_000)}`
      throw new Error(`docker-compose ${args.join(' ')}: exit ${said.code ?? said.signal}: ${text}`)
    }
    return said.stdout
  }
}

/** `docker ARGUMENT...` at a daemon. */
export function docker(host: string, ...args: string[]): Promise<Result> {
  const env = { PATH: cleanPath(), HOME: tmpdir(), DOCKER_HOST: host }
  return run('docker', args, { cwd: tmpdir(), env })
}
