import { expect } from 'vitest'
import { listenOnHost } from '../helpers/host-listener.ts'
import { type LoopbackRegistry, startRegistry } from '../helpers/registry.ts'
import { contact, lookup, scripted } from './make.ts'
import { anotherWorld, scan } from './runs.ts'
import type { Threat } from './threat.ts'

/** B18. A listener of the host that nobody may reach. */
export const wayOut: Threat = {
  id: 'B18',
  name: 'way-out',
  title: 'proxy variables, docker.sock, services of the host by every address that leads there',
  publish: [scripted('way-out', {}, { 'host.json': '{"port":47999}' })],
  run: async (stage, flags) => {
    const registry: LoopbackRegistry = stage.keep(await startRegistry())
    const listener = stage.keep(await listenOnHost('a-secret-of-the-host'))
    await registry.publish(scripted('way-out', {}, { 'host.json': JSON.stringify({ port: listener.port }) }))
    const world = await anotherWorld(stage, registry)
    const outcome = await scan({ world }, ['way-out'], flags)
    expect(listener.visits()).toBe(0)
    return outcome
  },
  verdict: 'suspicious',
  findings: [
    lookup('none.proxy.way-out.example'),
    lookup('enoent.socket.way-out.example'),
    lookup('host.docker.internal', { detail: 'the machine around a container' }),
    contact('127.0.0.1', 2375, { severity: 'suspicious', detail: "Docker's API" }),
    contact('172.17.0.1', undefined, { detail: 'the machine around a container' }),
    contact('10.0.2.2', undefined, { detail: 'the machine around a container' }),
  ],
  note: 'Nothing of the host is reached: its listener counts no visitor.',
  red: { seen: ['host.docker.internal', 'tcp 172.17.0.1:47999', 'tcp 10.0.2.2:47999'] },
}
