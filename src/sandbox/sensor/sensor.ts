import type { Endpoint, SocketOwner } from '../../model/index.ts'
import type { SensorMessage } from '../pipe/messages.ts'
import type { SensorEnd } from '../pipe/sensor-end.ts'
import type { BoxSetup, PlannedRun } from '../plan.ts'
import { RESOLVER, superUser, trustInBox, writeEtc, writeProject } from './box-files.ts'
import { Capture } from './capture.ts'
import { ThrowAwayCa } from './certificates.ts'
import { Decoys } from './decoys.ts'
import { DnsServer } from './dns-server.ts'
import { readForeignRequest, seenHead } from './foreign-http.ts'
import type { Ground } from './ground.ts'
import type { Launcher } from './launcher.ts'
import { tapCapture } from './live-tap.ts'
import { NameTable } from './name-table.ts'
import { raiseNetwork } from './network.ts'
import { findOwner } from './owners.ts'
import { proxyToRegistry } from './registry-proxy.ts'
import { Sinkhole } from './sinkhole.ts'
import { Supervisor } from './supervisor.ts'

export interface SensorOptions {
  readonly pipe: SensorEnd
  readonly setup: BoxSetup
  readonly ground: Ground
  readonly launcher: Launcher
}

/** One watch from beginning to end, inside the box's network namespace. */
export async function runSensor(options: SensorOptions): Promise<void> {
  const { pipe, setup, ground, launcher } = options
  const began = now()
  await Promise.all([raiseNetwork(), ground.prepare()])
  writeEtc(ground.etc, setup)
  const ca = new ThrowAwayCa(Date.now())
  trustInBox(ground.etc, ca.pem)
  const decoys = new Decoys(setup.decoys ?? [], ground)
  const { supervisor, capture, names, sinkhole } = await startServices(options, ca, decoys)
  const stopWatchdog = supervisor.watchdog()
  const ready = now()

  const work = await pipe.work()
  const asked = now()
  launcher.asBoxUser(() => {
    writeProject(ground.project, work.files)
    decoys.write()
  })
  await ground.bring(work.packages)
  const isFirst = ({ script }: PlannedRun) => script === 'preinstall'
  const first = work.runs.filter(isFirst)
  const rest = work.runs.filter((run) => !isFirst(run))
  const linking = work.runs.some(({ phase }) => phase !== 'import')
  await supervisor.fetch(work.packages, work.runs.length > 0)
  await ground.takeAway()
  const fetched = now()
  await supervisor.runAll(first, true)
  if (linking) await supervisor.linkBins(work.packages)
  await supervisor.runAll(rest, false)
  await supervisor.linger()
  for (const file of launcher.asBoxUser(() => decoys.look(now(), null))) pipe.send({ type: 'file', file })
  sinkhole.flush()
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
      timings: { start: ms(began, ready), fetch: ms(asked, fetched), scripts: ms(fetched, now()) },
    },
  })
}

interface Services {
  readonly supervisor: Supervisor
  readonly capture: Capture
  readonly names: NameTable
  readonly sinkhole: Sinkhole
}

/** Everything that listens, captures and supervises; when it resolves, nothing can happen unseen. */
async function startServices(
  { pipe, setup, launcher }: SensorOptions,
  ca: ThrowAwayCa,
  decoys: Decoys,
): Promise<Services> {
  const send = limitedSender(pipe, setup.limits.events)
  const names = new NameTable(setup.registries, (name, address) => send({ type: 'name', name, address }))
  const supervisor = new Supervisor({
    setup,
    launcher,
    now,
    onRun: (run) => send({ type: 'run', run }),
    onEnd: (run) => {
      for (const file of launcher.asBoxUser(() => decoys.look(now(), run))) send({ type: 'file', file })
    },
    onFault: (fault) => send({ type: 'fault', fault }),
    onProgress: (progress) => send({ type: 'progress', progress }),
  })
  const owner = (transport: 'tcp' | 'udp', source: Endpoint, destination: Endpoint): SocketOwner => {
    const found = findOwner(transport, source, destination, now(), {
      runOf: (pid) => supervisor.runOf(pid),
      asBoxUser: (act, pid) => launcher.asBoxUser(act, pid),
    })
    send({ type: 'owner', owner: found })
    return found
  }
  const sinkhole = new Sinkhole({
    names,
    ca,
    onConnection: (source, destination) => owner('tcp', source, destination),
    onRegistryRequest: (request, response, to, from) =>
      proxyToRegistry(pipe, setup.registries, request, response, to, from, now(), (seen) =>
        send({ type: 'registry-request', request: seen }),
      ),
    onForeignRequest: (request, response, from, secure) =>
      readForeignRequest(request, response, from, secure, now, ({ body, ...seen }) =>
        send({ type: 'request', request: seen, bodyBase64: Buffer.from(body).toString('base64') }),
      ),
    onForeignUpgrade: (request, from, secure) =>
      send({
        type: 'request',
        request: { ...seenHead(request, from, secure, now()), bodyLength: 0 },
        bodyBase64: '',
      }),
    onMessage: ({ bytes, ...message }) =>
      send({ type: 'message', message, bytesBase64: Buffer.from(bytes).toString('base64') }),
  })
  const dns = new DnsServer(names, (source, destination) => owner('udp', source, destination))
  const live = tapCapture({ sinkhole, dns, findOwner: owner })
  const end = (code: 'evidence-limit' | 'capture-incomplete', detail: string) => {
    send({ type: 'fault', fault: { code, run: null, detail } })
    supervisor.abort()
  }
  const starting = Capture.start({
    sink: pipe.capture(),
    onChunk: (chunk) => live.write(chunk),
    quiet: names.registries.map(({ address, port }) => ({ address, port })),
    user: superUser(setup),
    maxBytes: setup.limits.captureBytes,
    onLimit: () => end('evidence-limit', 'capture'),
    onDeath: (detail) => end('capture-incomplete', detail),
  })
  supervisor.prepare()
  const [capture] = await Promise.all([
    starting,
    dns.start(RESOLVER.address),
    sinkhole.start(setup.registries.map(({ port }) => port)),
  ])
  return { supervisor, capture, names, sinkhole }
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
      message.type === 'message' ||
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
