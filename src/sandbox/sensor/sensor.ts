import { randomBytes } from 'node:crypto'
import type { Endpoint, SocketOwner } from '../../model/index.ts'
import type { SensorEnd } from '../pipe/sensor-end.ts'
import type { BoxSetup, PlannedRun } from '../plan.ts'
import { answerTo } from './answers/choose.ts'
import { madeUpMetadata } from './answers/made-up.ts'
import { RESOLVER, superUser, trustInBox, writeEtc, writeProject } from './box-files.ts'
import { Capture } from './capture.ts'
import { Census, type CensusResult } from './census.ts'
import { ThrowAwayCa } from './certificates.ts'
import { Decoys } from './decoys.ts'
import { DnsServer } from './dns-server.ts'
import { type ForeignTools, readForeignRequest, seenHead } from './foreign-http.ts'
import type { Ground } from './ground.ts'
import { KeyLog } from './key-log.ts'
import type { Launcher } from './launcher.ts'
import { limitedSender } from './limited-sender.ts'
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
  const { supervisor, capture, names, sinkhole, keys } = await startServices(options, ca, decoys)
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
  const census = new Census(setup.decoys ?? [], ground)
  launcher.asBoxUser(() => census.begin(fetched))
  await supervisor.runAll(first, true)
  const linkingFrom = now()
  if (linking) await supervisor.linkBins(work.packages)
  const ours = [{ from: linkingFrom, to: now() }]
  await supervisor.runAll(rest, false)
  await supervisor.linger()
  for (const file of launcher.asBoxUser(() => decoys.look(now(), null))) pipe.send({ type: 'file', file })
  tellChanges(
    pipe,
    launcher.asBoxUser(() => census.end(ours)),
  )
  sinkhole.flush()
  keys.flush()
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

/** Whose doing it was is read from the time: scripts run one after the other. */
function tellChanges(pipe: SensorEnd, { events, isCut }: CensusResult): void {
  for (const event of events) pipe.send({ type: 'file', file: { ...event, run: null } })
  if (isCut) pipe.send({ type: 'fault', fault: { code: 'evidence-limit', run: null, detail: 'files' } })
}

interface Services {
  readonly supervisor: Supervisor
  readonly capture: Capture
  readonly names: NameTable
  readonly sinkhole: Sinkhole
  readonly keys: KeyLog
}

/** Everything that listens, captures and supervises; when it resolves, nothing can happen unseen. */
async function startServices(
  { pipe, setup, launcher }: SensorOptions,
  ca: ThrowAwayCa,
  decoys: Decoys,
): Promise<Services> {
  const send = limitedSender((message) => pipe.send(message), setup.limits.events)
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
  const answers = {
    names,
    metadata: setup.metadata ?? madeUpMetadata(randomBytes),
    now: () => Date.now(),
  }
  const foreign: ForeignTools = {
    now,
    onRequest: ({ body, ...request }) =>
      send({ type: 'request', request, bodyBase64: Buffer.from(body).toString('base64') }),
    answer: (seen) => answerTo(seen, answers),
  }
  const keys = new KeyLog((lines) => pipe.send({ type: 'keys', lines }))
  const sinkhole = new Sinkhole({
    names,
    ca,
    onConnection: (source, destination) => owner('tcp', source, destination),
    onRegistryRequest: (request, response, to, from) =>
      proxyToRegistry(pipe, setup.registries, request, response, to, from, now(), (seen) =>
        send({ type: 'registry-request', request: seen }),
      ),
    onForeignRequest: (request, response, from) => readForeignRequest(request, response, from, foreign),
    onForeignHead: (request, from) =>
      foreign.onRequest({ ...seenHead(request, from, now()), bodyLength: 0, body: new Uint8Array(0) }),
    onMessage: ({ bytes, ...message }) =>
      send({ type: 'message', message, bytesBase64: Buffer.from(bytes).toString('base64') }),
    onKeyLine: (line) => keys.add(line),
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
  return { supervisor, capture, names, sinkhole, keys }
}

/** Seconds since 1970 with microseconds, on the clock that the capture uses. */
function now(): number {
  return (performance.timeOrigin + performance.now()) / 1000
}

function ms(from: number, to: number): number {
  return Math.round((to - from) * 1000)
}
