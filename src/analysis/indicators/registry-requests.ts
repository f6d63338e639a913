import type { Finding, RegistryRequest, Run } from '../../model/index.ts'
import { groupBy } from '../group.ts'
import type { Indicator, Scene } from '../scene.ts'
import { cut } from '../text.ts'

const READS = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * What was asked of a registry by anything but npm's own unpacking. A script has no resolution left to do: a read is
 * odd (what it fetches was never judged), and a write is an attempt to publish or to take over.
 */
export const registryRequests: Indicator = (scene) => {
  const told = scene.evidence.registryRequests.flatMap((request) => {
    const run = scene.attribution.ofRun(request.run, request.time)
    return isExpected(request, run) ? [] : [{ request, run }]
  })
  const groups = groupBy(told, ({ request, run }) =>
    JSON.stringify([
      run?.id,
      request.host,
      request.method,
      request.outcome,
      isUpdateCheck(request) || (isRead(request) ? '' : request.path),
    ]),
  )
  return groups.map((group) => findingOf(scene, group))
}

/** Everything that the fetch phase reads is what the tree is made of. */
function isExpected(request: RegistryRequest, run: Run | null): boolean {
  return run?.phase === 'fetch' && isRead(request) && request.outcome === 'served'
}

function isRead({ method }: Pick<RegistryRequest, 'method'>): boolean {
  return READS.has(method.toUpperCase())
}

/** npm asks whether there is a newer npm whenever a script starts it, and does not wait for the answer (lib/cli/update-notifier.js). */
function isUpdateCheck({ method, path }: RegistryRequest): boolean {
  return method === 'GET' && path === '/npm'
}

type Told = { readonly request: RegistryRequest; readonly run: Run | null }

function findingOf(scene: Scene, group: readonly [Told, ...Told[]]): Finding {
  const [{ request, run }] = group
  const paths = [...new Set(group.map((one) => cut(one.request.path)))]
  const more = paths.length > 1 ? ` and ${paths.length - 1} more` : ''
  return {
    code: isRead(request) ? 'registry-read' : 'registry-write',
    severity: severityOf(request, run),
    ...scene.subjectOf(run),
    host: request.host,
    protocol: 'https',
    detail: `${cut(request.method, 20)} ${paths[0] ?? ''}${more} (${request.outcome})`,
    time: request.time,
    count: group.length,
  }
}

function severityOf(request: RegistryRequest, run: Run | null): Finding['severity'] {
  // No code of a package runs while npm unpacks: it is npm's own doing (an audit, a check for updates), and refused.
  if (run?.phase === 'fetch') return 'info'
  if (!isRead(request)) return 'malicious'
  if (isUpdateCheck(request)) return 'info'
  // What is started by name may well have an installation to do: `npm init` lives on it.
  return run?.phase === 'bin' && request.outcome === 'served' ? 'info' : 'suspicious'
}
