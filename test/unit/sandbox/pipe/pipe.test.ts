import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import http2 from 'node:http2'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Duplex } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WatchCollector } from '../../../../src/sandbox/pipe/collector.ts'
import { serveHostEnd } from '../../../../src/sandbox/pipe/host-end.ts'
import {
  PIPE_PATHS,
  REGISTRY_HEADERS,
  type SensorMessage,
  type SensorSummary,
} from '../../../../src/sandbox/pipe/messages.ts'
import { SensorEnd } from '../../../../src/sandbox/pipe/sensor-end.ts'
import type { BoxSetup, BoxWork } from '../../../../src/sandbox/plan.ts'
import type { GatewayAnswer, GatewayRequest, WatchOptions } from '../../../../src/sandbox/sandbox.ts'
import type { TarballFolder } from '../../../../src/sandbox/tarball-folder.ts'

/** Two ends of one stream, as a socket pair has them. */
function pair(): [Duplex, Duplex] {
  const ends: Duplex[] = []
  const end = (other: () => Duplex | undefined) =>
    new Duplex({
      read() {},
      write(chunk, _, done) {
        other()?.push(chunk)
        done()
      },
      final(done) {
        other()?.push(null)
        done()
      },
      destroy(error, done) {
        setImmediate(() => other()?.destroy())
        done(error)
      },
    })
  ends.push(
    end(() => ends[1]),
    end(() => ends[0]),
  )
  for (const one of ends) one.on('error', () => {})
  return ends as [Duplex, Duplex]
}

const SUMMARY: SensorSummary = {
  registries: [],
  own: [],
  resolver: { address: '127.0.0.53', port: 53 },
  dropped: 0,
  captureProved: true,
  timings: { start: 1, fetch: 2, scripts: 3 },
}
const FINISHED: SensorMessage = { type: 'finished', summary: SUMMARY }
const WORK: BoxWork = { packages: [], files: [], runs: [] }
/** An empty capture of Ethernet, and one packet of 14 bytes: nothing that could be read. */
const PCAP = Buffer.from(
  'd4c3b2a1020004000000000000000000000004000100000001000000000000000e0000000e000000ffffffffffffffffffffffff88b5',
  'hex',
)

let folder: string
const collectors: WatchCollector[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pipe-'))
})
afterEach(async () => {
  // Closes the capture of those that nobody asked for their result.
  await Promise.allSettled(collectors.splice(0).map((one) => one.result(null)))
  rmSync(folder, { recursive: true })
})

interface Host {
  readonly sensor: Duplex
  readonly collector: WatchCollector
  readonly gatewayAsked: GatewayRequest[]
  close(): void
}

async function host(
  gateway?: (request: GatewayRequest) => Promise<GatewayAnswer>,
  work: Promise<BoxWork> = Promise.resolve(WORK),
  tarballs: readonly TarballFolder[] = [],
): Promise<Host> {
  const gatewayAsked: GatewayRequest[] = []
  const options = {
    setup: { expected: 'setup' } as unknown as BoxSetup,
    work,
    capturePath: join(folder, 'x.pcap'),
    gateway:
      gateway ??
      ((request: GatewayRequest) => {
        gatewayAsked.push(request)
        return Promise.reject(new Error('no'))
      }),
    onProgress: () => {},
    signal: new AbortController().signal,
  } satisfies WatchOptions
  const collector = await WatchCollector.open('fake', options)
  collectors.push(collector)
  const [near, far] = pair()
  const end = serveHostEnd(near, {
    ...options,
    tarballs,
    onMessage: (message) => collector.take(message),
    onCapture: (chunk) => collector.keep(chunk),
    onBroken: (reason) => collector.broken(reason),
  })
  return { sensor: far, collector, gatewayAsked, close: () => end.close() }
}

const soon = (ms = 100) => new Promise((resolve) => setTimeout(resolve, ms))

describe('the pipe', () => {
  it('carries setup, work, events, capture and registry reads side by side', async () => {
    const body = async function* () {
      yield Buffer.from('a packument')
    }
    const { sensor, collector } = await host(() =>
      Promise.resolve({ status: 200, headers: { etag: '"1"' }, body: body(), outcome: 'served' }),
    )
    const end = new SensorEnd(sensor, () => {})
    expect(await end.setup()).toEqual({ expected: 'setup' })
    expect(await end.work()).toEqual(WORK)
    const capture = end.capture()
    capture.end(PCAP)
    const answer = end.registry('GET', 'https://registry.example/', '/a', {})
    const headers = await new Promise<http2.IncomingHttpHeaders>((resolve) =>
      answer.once('response', resolve),
    )
    const chunks: Buffer[] = []
    for await (const chunk of answer) chunks.push(chunk as Buffer)
    expect([headers[':status'], headers['x-outcome'], Buffer.concat(chunks).toString()]).toEqual([
      200,
      'served',
      'a packument',
    ])
    await end.finish(FINISHED)
    const result = await collector.result(null)
    expect(result.faults).toEqual([])
    expect(result.capture).toMatchObject({ packets: 1, complete: true, bytes: PCAP.length })
  })

  it('a sensor that loses its host is told so', async () => {
    const { sensor, close } = await host()
    const lost = new Promise<string>((resolve) => {
      const end = new SensorEnd(sensor, () => resolve('lost'))
      end.work().catch(() => {})
    })
    await soon(20)
    close()
    expect(await lost).toBe('lost')
  })
})

/** What a broken or hostile other end does. None of it may hang, and none of it may pass for a whole watch. */
const BROKEN: readonly (readonly [name: string, act: (sensor: Duplex) => void | Promise<void>])[] = [
  ['says nothing and goes', (sensor) => void sensor.destroy()],
  ['ends at once', (sensor) => void sensor.end()],
  ['speaks another protocol', (sensor) => void sensor.end('GET / HTTP/1.1\r\nHost: x\r\n\r\n')],
  ['sends noise', (sensor) => void sensor.end(Buffer.alloc(100_000, 0xa5))],
  [
    'sends noise behind the preface',
    (sensor) =>
      void sensor.end(
        Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), Buffer.alloc(5_000, 0xff)]),
      ),
  ],
  ['goes in the middle of its events', (sensor) => withEvents(sensor, '{"type":"progress"', 'destroy')],
  [
    'ends without a last word',
    (sensor) => withEvents(sensor, `${JSON.stringify({ type: 'progress', progress: {} })}\n`, 'end'),
  ],
  ['sends no JSON', (sensor) => withEvents(sensor, 'no json\n', 'end')],
  ['sends JSON of another kind', (sensor) => withEvents(sensor, 'null\n', 'end')],
  ['sends a run without a run', (sensor) => withEvents(sensor, '{"type":"run"}\n', 'end')],
  [
    'sends an unknown message',
    (sensor) => withEvents(sensor, '{"type":"verdict","verdict":"clean"}\n', 'end'),
  ],
  ['sends a line without end', (sensor) => withEvents(sensor, 'x'.repeat(5 * 1024 * 1024), 'end')],
  [
    'says it is done, with no capture',
    (sensor) => withEvents(sensor, `${JSON.stringify(FINISHED)}\n`, 'end'),
  ],
  [
    'says it is done, with half a capture',
    (sensor) => withEvents(sensor, `${JSON.stringify(FINISHED)}\n`, 'end', PCAP.subarray(0, -3)),
  ],
  [
    'says it is done, with a capture that is none',
    (sensor) => withEvents(sensor, `${JSON.stringify(FINISHED)}\n`, 'end', Buffer.alloc(200, 7)),
  ],
  [
    'says itself that the capture is not proved',
    (sensor) =>
      withEvents(
        sensor,
        `${JSON.stringify({ ...FINISHED, summary: { ...SUMMARY, captureProved: false } })}\n`,
        'end',
        PCAP,
      ),
  ],
  [
    'says itself that packets were dropped',
    (sensor) =>
      withEvents(
        sensor,
        `${JSON.stringify({ ...FINISHED, summary: { ...SUMMARY, dropped: 3 } })}\n`,
        'end',
        PCAP,
      ),
  ],
]

async function withEvents(
  sensor: Duplex,
  text: string,
  how: 'end' | 'destroy',
  capture?: Buffer,
): Promise<void> {
  const session = http2.connect('http://host', { createConnection: () => sensor })
  session.on('error', () => {})
  const events = session.request({ ':path': PIPE_PATHS.events, ':method': 'POST' })
  events.on('error', () => {})
  if (capture) {
    const stream = session.request({ ':path': PIPE_PATHS.capture, ':method': 'POST' })
    stream.on('error', () => {})
    stream.end(capture)
  }
  if (how === 'end') events.end(text)
  else events.write(text)
  await soon()
  if (how === 'destroy') sensor.destroy()
  session.destroy()
}

describe('the host never takes for whole what', () => {
  for (const [name, act] of BROKEN) {
    it(name, async () => {
      const { sensor, collector, close } = await host()
      await act(sensor)
      await soon(30)
      close()
      const outcome = await Promise.race([collector.result(null), soon(3_000).then(() => null)])
      expect(outcome).not.toBeNull()
      expect(outcome?.faults.length).toBeGreaterThan(0)
    })
  }

  it.each([
    ['more messages', JSON.stringify({ type: 'name', name: 'a', address: 'b' }), 500_001],
    ['more bytes', JSON.stringify({ type: 'progress', progress: 'x'.repeat(3 * 1024 * 1024) }), 90],
  ])('says %s than any watch has, and that it is done', async (_name, line, times) => {
    const { sensor, collector, close } = await host()
    const broken = new Promise<string>((resolve) => Object.assign(collector, { broken: resolve }))
    const session = http2.connect('http://host', { createConnection: () => sensor })
    session.on('error', () => {})
    const events = session.request({ ':path': PIPE_PATHS.events, ':method': 'POST' })
    events.on('error', () => {})
    const answered = new Promise<string>((resolve) => events.once('response', () => resolve('believed')))
    events.end(`${`${line}\n`.repeat(times)}${JSON.stringify(FINISHED)}\n`)
    expect(await Promise.race([broken, answered])).toBe('the sandbox says too much')
    session.destroy()
    close()
  })

  it('ended with a failure, although it said its last word', async () => {
    const { sensor, collector } = await host()
    await withEvents(sensor, `${JSON.stringify(FINISHED)}\n`, 'end', PCAP)
    expect((await collector.result('SIGKILL')).faults).toEqual([
      { code: 'sensor-died', run: null, detail: 'SIGKILL' },
    ])
  })
})

describe('the host end', () => {
  const session = (sensor: Duplex) => {
    const made = http2.connect('http://host', { createConnection: () => sensor })
    made.on('error', () => {})
    return made
  }
  const statusOf = (stream: http2.ClientHttp2Stream) =>
    new Promise<unknown>((resolve) => {
      stream.on('error', () => resolve('error'))
      stream.on('response', (headers) => resolve(headers[':status']))
      stream.on('close', () => resolve('closed'))
    })

  it.each([['/'], ['/verdict'], ['/setup/..'], ['/events?x']])('has nothing at %s', async (path) => {
    const { sensor, close } = await host()
    expect(await statusOf(session(sensor).request({ ':path': path, ':method': 'GET' }))).toBe(404)
    close()
  })

  it('hands the gateway nothing but method, registry, path and accept', async () => {
    const { sensor, gatewayAsked, close } = await host()
    const stream = session(sensor).request({
      ':path': PIPE_PATHS.registry,
      ':method': 'PUT',
      'x-registry': 'https://registry.example/',
      'x-path': '/a',
      accept: 'application/json',
      authorization: 'Bearer x',
      'x-other': 'y',
    })
    stream.on('error', () => {})
    stream.end('a body')
    await soon()
    expect(gatewayAsked).toEqual([
      {
        method: 'PUT',
        registry: 'https://registry.example/',
        path: '/a',
        headers: { accept: 'application/json' },
      },
    ])
    close()
  })

  it('a long answer is read as slowly as one likes, and leaves no listeners behind', async () => {
    const warnings: Error[] = []
    const warned = (warning: Error) => warnings.push(warning)
    process.on('warning', warned)
    const chunk = Buffer.alloc(64 * 1024, 'x')
    async function* body() {
      for (let at = 0; at < 60; at++) yield chunk
    }
    const { sensor, close } = await host(() =>
      Promise.resolve({ status: 200, outcome: 'served', headers: {}, body: body() }),
    )
    const stream = session(sensor).request({
      ':path': PIPE_PATHS.registry,
      'x-registry': 'r',
      'x-path': '/a',
    })
    let bytes = 0
    for await (const part of stream) {
      bytes += (part as Buffer).length
      await soon(1)
    }
    expect(bytes).toBe(60 * chunk.length)
    expect(warnings).toEqual([])
    process.off('warning', warned)
    close()
  })

  it('a gateway that fails is a broken watch, and not an answer', async () => {
    const { sensor, collector, close } = await host()
    const stream = session(sensor).request({
      ':path': PIPE_PATHS.registry,
      'x-registry': 'r',
      'x-path': '/a',
    })
    stream.on('error', () => {})
    await soon()
    close()
    expect((await collector.result(null)).faults.map(({ code }) => code)).toContain('pipe-broken')
  })

  it('work that cannot be planned is a broken watch', async () => {
    const work = Promise.reject(new Error('no packages'))
    work.catch(() => {})
    const { sensor, collector, close } = await host(undefined, work)
    void statusOf(session(sensor).request({ ':path': PIPE_PATHS.work }))
    await soon()
    close()
    expect((await collector.result(null)).faults.map(({ code }) => code)).toContain('pipe-broken')
  })
})

describe('a tarball', () => {
  const item = (tarball: string) => ({
    location: 'node_modules/a',
    integrity: 'sha512-a',
    tarball,
    bin: false,
  })
  /** More than one frame and one window of HTTP/2. */
  const large = randomBytes(20 * 1024 * 1024 + 1)
  let tarballs: readonly TarballFolder[]
  beforeEach(() => {
    for (const name of ['cache', 'spill']) mkdirSync(join(folder, name))
    writeFileSync(join(folder, 'secret'), 'hush-hush')
    writeFileSync(join(folder, 'cache', 'empty.tgz'), '')
    writeFileSync(join(folder, 'cache', 'small.tgz'), 'small')
    writeFileSync(join(folder, 'cache', 'unnamed.tgz'), 'not in the work')
    writeFileSync(join(folder, 'spill', 'large.tgz'), large)
    tarballs = [
      { from: join(folder, 'cache'), to: '/mnt/cache' },
      { from: join(folder, 'spill'), to: '/mnt/spill' },
    ]
  })

  const WORKS = [
    ...['/mnt/cache/empty.tgz', '/mnt/cache/small.tgz', '/mnt/cache/vanished.tgz', '/mnt/spill/large.tgz'],
    ...['/mnt/cache', '/elsewhere/small.tgz', '/mnt/cachesmall.tgz'],
  ]
  const opened = () => host(undefined, Promise.resolve({ ...WORK, packages: WORKS.map(item) }), tarballs)
  const bytesOf = async (end: SensorEnd, path: string) => {
    const chunks: Buffer[] = []
    for await (const chunk of await end.tarball(path)) chunks.push(chunk as Buffer)
    return Buffer.concat(chunks)
  }

  it.each([
    ['/mnt/cache/small.tgz', 'small'],
    ['/mnt/cache/empty.tgz', ''],
  ])('%s arrives', async (path, text) => {
    const { sensor, close } = await opened()
    expect(String(await bytesOf(new SensorEnd(sensor, () => {}), path))).toBe(text)
    close()
  })

  it('arrives whole, beside others', async () => {
    const { sensor, close } = await opened()
    const end = new SensorEnd(sensor, () => {})
    const arrived = await Promise.all(
      ['/mnt/spill/large.tgz', '/mnt/cache/small.tgz', '/mnt/spill/large.tgz'].map((path) =>
        bytesOf(end, path),
      ),
    )
    expect(arrived.map((bytes) => bytes.length)).toEqual([large.length, 5, large.length])
    expect(arrived[0]?.equals(large) && arrived[2]?.equals(large)).toBe(true)
    close()
  })

  const REFUSED = [
    ['that the work does not name', '/mnt/cache/unnamed.tgz'],
    ['that has vanished', '/mnt/cache/vanished.tgz'],
    ['that is a way up', '/mnt/cache/../secret'],
    ['that is a way around', '/mnt/cache/../cache/small.tgz'],
    ['that is the same in other words', '/mnt/cache//small.tgz'],
    ['that is a folder', '/mnt/cache'],
    ['that is a folder of nobody', '/elsewhere/small.tgz'],
    ['whose folder only begins alike', '/mnt/cachesmall.tgz'],
    ['by its path on the host', ''],
    ['without a path', null],
  ] as const
  it.each(REFUSED)('%s is not served', async (_name, asked) => {
    const { sensor, collector, close } = await opened()
    const path = asked === '' ? join(folder, 'cache', 'small.tgz') : asked
    const session = http2.connect('http://host', { createConnection: () => sensor })
    const stream = session.request({
      ':path': PIPE_PATHS.tarball,
      ...(path === null ? {} : { [REGISTRY_HEADERS.path]: path }),
    })
    const [headers] = (await once(stream, 'response')) as [http2.IncomingHttpStatusHeader]
    expect(headers[':status']).toBe(404)
    session.destroy()
    close()
    // It is an answer: the pipe is not broken by it.
    await collector.result(null)
  })

  it('that is refused is told to the sensor, which can go on', async () => {
    const { sensor, close } = await opened()
    const end = new SensorEnd(sensor, () => {})
    await expect(end.tarball('/mnt/cache/vanished.tgz')).rejects.toThrow('/mnt/cache/vanished.tgz')
    expect(String(await bytesOf(end, '/mnt/cache/small.tgz'))).toBe('small')
    close()
  })

  it('is not served before the work is known', async () => {
    let plan = (_work: BoxWork) => {}
    const work = new Promise<BoxWork>((resolve) => {
      plan = resolve
    })
    const { sensor, close } = await host(undefined, work, tarballs)
    const asked = bytesOf(new SensorEnd(sensor, () => {}), '/mnt/cache/small.tgz')
    expect(await Promise.race([asked, soon().then(() => 'nothing yet')])).toBe('nothing yet')
    plan({ ...WORK, packages: [item('/mnt/cache/small.tgz')] })
    expect(String(await asked)).toBe('small')
    close()
  })

  it('that nobody waits for any more harms nobody', async () => {
    const { sensor, close } = await opened()
    const session = http2.connect('http://host', { createConnection: () => sensor })
    for (let count = 0; count < 20; count++) {
      const stream = session.request({
        ':path': PIPE_PATHS.tarball,
        [REGISTRY_HEADERS.path]: '/mnt/cache/vanished.tgz',
      })
      stream.on('error', () => {})
      setTimeout(() => stream.close(http2.constants.NGHTTP2_CANCEL), count % 5)
    }
    await soon(50)
    session.destroy()
    close()
  })
})
