import type { Endpoint, SocketOwner } from '../../model/index.ts'
import type { SensorMessage } from '../pipe/messages.ts'
import type { SensorEnd } from '../pipe/sensor-end.ts'
import type { WatchPlan } from '../plan.ts'
import { makeBoxFiles, RESOLVER, trustInBox } from './box-files.ts'
import { Capture } from './capture.ts'
import type { ThrowAwayCa } from './certificates.ts'
import { DnsServer } from './dns-server.ts'
import { readForeignRequest } from './foreign-http.ts'
import type { Launcher } from './launcher.ts'
import { tapCapture } from './live-tap.ts'
import { NameTable } from './name-table.ts'
import { mountTmpfs, raiseNetwork } from './network.ts'
import { findOwner } from './owners.ts'
import { proxyToRegistry } from './registry-proxy.ts'
import { Sinkhole } from './sinkhole.ts'
import { Supervisor } from './supervisor.ts'

export interface SensorOptions {
  readonly pipe: SensorEnd
  readonly plan: WatchPlan
  /** An empty folder; a tmpfs that only this namespace sees is mounted there. */
  readonly scratch: string
  readonly launcher: Launcher
  readonly tarballs: readonly { readonly from: string; readonly to: string }[]
}

/** One watch from beginning to end, inside the box's network namespace. */
export async function runSensor({ pipe, plan, scratch, launcher, tarballs }: SensorOptions): Promise<void> {
  const began = now()
  const send = limitedSender(pipe, plan.limits.events)
  const caReady = makeCa()
  caReady.catch(() => {}) // awaited below, when scripts may start
  await Promise.all([raiseNetwork(), mountTmpfs(scratch, plan.limits.diskBytes)])

  const names = new NameTable(plan.registries, (name, address) => send({ type: 'name', name, address }))
  const supervisor = new Supervisor({
    plan,
    launcher,
    now,
    tarballs,
    onRun: (run) => send({ type: 'run', run }),
    onFault: (fault) => send({ type: 'fault', fault }),
    onProgress: (progress) => send({ type: 'progress', progress }),
  })
  const owner = (transport: 'tcp' | 'udp', source: Endpoint, destination: Endpoint): SocketOwner => {
    const found = findOwner(transport, source, destination, now(), (pid) => supervisor.runOf(pid))
    send({ type: 'owner', owner: found })
    return found
  }
  const sinkhole = new Sinkhole({
    names,
    ca: () => caReady,
    onConnection: (source, destination) => owner('tcp', source, destination),
    onRegistryRequest: (request, response, to, from) =>
      proxyToRegistry(pipe, plan.registries, request, response, to, from, now(), (seen) =>
        send({ type: 'registry-request', request: seen }),
      ),
    onForeignRequest: (request, response, from, secure) =>
      readForeignRequest(request, response, from, secure, now, ({ body, ...seen }) =>
        send({ type: 'request', request: seen, bodyBase64: Buffer.from(body).toString('base64') }),
      ),
  })
  const dns = new DnsServer(names, (source, destination) => owner('udp', source, destination))
  const live = tapCapture({ sinkhole, dns, findOwner: owner })
  const [capture] = await Promise.all([
    Capture.start({
      sink: pipe.capture(),
      onChunk: (chunk) => live.write(chunk),
      quiet: names.registries.map(({ address, port }) => ({ address, port })),
      maxBytes: plan.limits.captureBytes,
      onLimit: () => {
        send({ type: 'fault', fault: { code: 'evidence-limit', run: null, detail: 'capture' } })
        supervisor.abort()
      },
      onDeath: (detail) => {
        send({ type: 'fault', fault: { code: 'capture-incomplete', run: null, detail } })
        supervisor.abort()
      },
    }),
    dns.start(RESOLVER.address),
    sinkhole.start(plan.registries.map(({ port }) => port)),
  ])
  makeBoxFiles(scratch, plan)
  const stopWatchdog = supervisor.watchdog()
  const ready = now()
  await supervisor.fetch()
  trustInBox(scratch, (await caReady).pem)
  const fetched = now()
  await supervisor.runAll(plan.runs.filter(({ script }) => script === 'preinstall'))
  await supervisor.linkBins()
  await supervisor.runAll(plan.runs.filter(({ script }) => script !== 'preinstall'))
  await supervisor.linger()
  stopWatchdog()
  const { proved, dropped } = await capture.stop()
  await pipe.finish({
    type: 'finished',
    summary: {
      registries: names.registries,
      own: capture.own,
      resolver: RESOLVER,
      dropped,
      captureProved: proved,
      timings: { start: ms(began, ready), fetch: ms(ready, fetched), scripts: ms(fetched, now()) },
    },
  })
}

/** Loaded while tcpdump starts: the library takes longer to load than everything else together. */
async function makeCa(): Promise<ThrowAwayCa> {
  const { ThrowAwayCa } = await import('./certificates.ts')
  return ThrowAwayCa.create(Date.now())
}

/** Seconds since 1970 with microseconds, on the clock that the capture uses. */
function now(): number {
  return (performance.timeOrigin + performance.now()) / 1000
}

function ms(from: number, to: number): number {
  return Math.round((to - from) * 1000)
}

/** A package may cause any number of events; beyond the limit one fault says so and the rest is counted out. */
function limitedSender(pipe: SensorEnd, limit: number): (message: SensorMessage) => void {
  let left = limit
  return (message) => {
    if (
      message.type === 'owner' ||
      message.type === 'name' ||
      message.type === 'request' ||
      message.type === 'registry-request'
    ) {
      left -= 1
      if (left === 0)
        pipe.send({ type: 'fault', fault: { code: 'evidence-limit', run: null, detail: 'events' } })
      if (left <= 0) return
    }
    pipe.send(message)
  }
}
