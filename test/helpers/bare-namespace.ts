import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { requireTools } from './tools.ts'
import type { World } from './world.ts'

export interface Seen {
  readonly kind: 'lookup' | 'connect' | 'datagram'
  readonly name?: string
  readonly transport?: string
  readonly address?: string
  readonly port?: number
}

export interface BareResult {
  readonly code: number | null
  readonly output: string
  readonly seen: readonly Seen[]
}

export interface BareSettings {
  readonly lingerMs?: number
  readonly env?: Readonly<Record<string, string>>
  /** Ports at which connections and datagrams are waited for, beside those of DNS and HTTPS. */
  readonly tcp?: readonly number[]
  readonly udp?: readonly number[]
}

const RECORDER = fileURLToPath(new URL('./recorder.cjs', import.meta.url))
const UNSHARE = [
  '--user',
  '--map-root-user',
  '--net',
  '--pid',
  '--fork',
  '--kill-child',
  '--mount',
  '--mount-proc',
]

/** Runs a command in a network namespace of its own, whose only peer is a recorder. Nothing leaves it. */
export function runInBareNamespace(
  world: World,
  command: readonly string[],
  settings: BareSettings = {},
): Promise<BareResult> {
  requireTools('unshare', 'ip')
  const { lingerMs = 0, tcp = [], udp = [] } = settings
  const ports = { TCP_PORTS: tcp.join(' '), UDP_PORTS: udp.join(' ') }
  // Here scripts have a network: this one.
  const own = { npm_config_script_shell: 'sh', LINGER: String(lingerMs) }
  const env = { ...world.env, ...own, ...settings.env, ...ports }
  const child = spawn('unshare', [...UNSHARE, process.execPath, RECORDER, ...command], {
    cwd: world.project,
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  })
  const texts = ['', '', '', '']
  for (const index of [1, 2, 3]) child.stdio[index]?.on('data', (data) => (texts[index] += String(data)))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      const lines = (texts[3] ?? '').split('\n').filter((line) => line !== '')
      const seen = lines.map((line) => JSON.parse(line) as Seen)
      resolve({ code, output: `${texts[1]}${texts[2]}`, seen })
    })
  })
}
