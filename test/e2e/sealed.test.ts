import { writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ScanReport } from '../../src/model/index.ts'
import { safeNpm } from '../helpers/cli.ts'
import { ENGINE } from '../helpers/engine-under-test.ts'
import { fixture } from '../helpers/fixtures.ts'
import { type LoopbackRegistry, startRegistry } from '../helpers/registry.ts'
import { createWorld, type World } from '../helpers/world.ts'

// From inside the box nothing of the host can be reached or seen. The fixture `probe-host` tries, and tells what it saw
// in DNS names, which the report lists.
const SECRET = 'a-secret-of-the-host'

interface Probe {
  readonly greetings: Readonly<Record<string, string>>
  readonly files: Readonly<Record<string, string>>
  readonly environment: readonly string[]
  readonly user: readonly [name: string, id: number, host: string]
  readonly capabilities: readonly string[]
  readonly interfaces: readonly string[]
  readonly processes: readonly string[]
  readonly mounts: readonly string[]
}

let registry: LoopbackRegistry
let world: World
let probe: Probe
const listeners: Server[] = []
let visits = 0

/** A listener of the host that greets with a secret: whoever knows the secret has reached it. */
async function listen(host: string, port: number): Promise<number> {
  const server = createServer((socket) => {
    visits += 1
    socket.on('error', () => {})
    socket.end(SECRET)
  })
  listeners.push(server)
  await new Promise<void>((resolve) => server.listen(port, host, resolve))
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : port
}

function decode(report: ScanReport): Probe {
  const parts = new Map<number, string>()
  for (const { name } of report.queries) {
    const labels = name.split('.')
    if (labels.slice(-2).join('.') === 'probe-host.example' && labels.length > 3) {
      parts.set(Number(labels[0]), labels.slice(1, -2).join(''))
    }
  }
  const text = [...parts].sort(([a], [b]) => a - b).map(([, part]) => part)
  return JSON.parse(inflateRawSync(Buffer.from(text.join(''), 'hex')).toString()) as Probe
}

beforeAll(async () => {
  registry = await startRegistry()
  const port = await listen('127.0.0.1', 0)
  await listen('::1', port)
  world = await createWorld({
    registry,
    env: { HOST_SECRET: SECRET, NPM_TOKEN: SECRET, AWS_SECRET_ACCESS_KEY: SECRET },
  })
  for (const [folder, name] of [
    [world.home, 'diary.txt'],
    [world.project, 'source.js'],
    [world.temporary, 'note.txt'],
  ] as const) {
    writeFileSync(join(folder, name), SECRET)
  }
  const paths = [
    world.home,
    join(world.home, 'diary.txt'),
    join(world.project, 'source.js'),
    join(world.temporary, 'note.txt'),
    world.root,
  ]
  const { manifest, files } = fixture('probe-host')
  await registry.publish({ manifest, files: { ...files, 'probe.json': JSON.stringify({ port, paths }) } })
  const { report, stderr } = await safeNpm(world, ['install', 'probe-host', '--strict'])
  if (report === null) throw new Error(stderr)
  probe = decode(report)
})
afterAll(async () => {
  for (const server of listeners) server.close()
  await registry?.[Symbol.asyncDispose]()
  await world?.[Symbol.asyncDispose]()
})

test('no listener of the host is reached, by any address', () => {
  expect(visits).toBe(0)
  for (const greeting of Object.values(probe.greetings)) expect(greeting).not.toContain(SECRET)
  expect(probe.interfaces).toEqual(['lo'])
})

test('sockets of the host are not there', () => {
  for (const path of ['/var/run/docker.sock', '/run/dbus/system_bus_socket']) {
    expect(probe.greetings[path]).toMatch(/^! (ENOENT|EACCES|ECONNREFUSED)$/)
  }
})

test('no file of the user can be read', () => {
  expect(JSON.stringify(probe)).not.toContain(SECRET)
  expect(probe.files['/etc/shadow']).toMatch(/^! E/)
  const files = Object.entries(probe.files).filter(([path]) => /\.(txt|js)$/.test(path))
  expect(files.length).toBe(3)
  for (const [path, seen] of files) expect(`${path} ${seen}`).toBe(`${path} ! ENOENT`)
})

test('no variable of the user is visible that npm does not need', () => {
  expect(probe.environment).not.toContain('HOST_SECRET')
  expect(probe.environment).not.toContain('XDG_RUNTIME_DIR')
})

test('no process but those of the script is visible, and it has no rights', () => {
  // A container may not make the namespaces that would hide its own first process and the capture.
  const [most, hidden] = ENGINE === 'docker' ? [9, /vitest|sensor|safe-npm/] : [6, /tcpdump|vitest|sensor/]
  expect(probe.processes.length).toBeLessThanOrEqual(most)
  expect(probe.processes.join('\n')).not.toMatch(hidden)
  expect(probe.capabilities).toEqual(expect.arrayContaining([expect.stringMatching(/^CapEff:\s*0+$/)]))
  expect(probe.capabilities).toEqual(expect.arrayContaining([expect.stringMatching(/^NoNewPrivs:\s*1$/)]))
})

test('it runs as an ordinary user whose name says nothing of a sandbox', () => {
  expect(probe.user[1]).not.toBe(0)
  expect(`${probe.user[0]} ${probe.user[2]}`).not.toMatch(/sandbox|box|safe/)
})
