import type { FileEvent, Finding, FindingCode, Severity } from '../../model/index.ts'
import { groupBy } from '../group.ts'
import type { Indicator } from '../scene.ts'
import { cut } from '../text.ts'

/** Read by npm, git, ssh, the shell and whatever starts in a project, whenever one of them is started. */
const ORDINARY = new Set([
  '.env',
  '.npmrc',
  '.netrc',
  '.gitconfig',
  '.git-credentials',
  '.ssh/config',
  '.ssh/known_hosts',
  '.bashrc',
  '.profile',
])

const FACTS: Readonly<Record<FileEvent['change'], readonly [code: FindingCode, severity: Severity]>> = {
  read: ['canary-read', 'suspicious'],
  created: ['file-changed', 'suspicious'],
  written: ['file-changed', 'suspicious'],
  deleted: ['file-deleted', 'malicious'],
}

/** What scripts did to files that stand for the user's own: each a file of the same name and kind as on any machine. */
export const files: Indicator = (scene) => {
  const events = (scene.evidence.files ?? [])
    .filter(({ decoy }) => decoy)
    .map((event) => ({ event, run: scene.attribution.ofRun(event.run, event.time) }))
  const groups = groupBy(events, ({ event, run }) =>
    JSON.stringify([run?.id, event.change, event.root, event.path]),
  )
  return groups.map((group): Finding => {
    const [{ event, run }] = group
    const [code, severity] = FACTS[event.change]
    return {
      code,
      severity: event.change === 'read' && ORDINARY.has(event.path) ? 'info' : severity,
      ...scene.subjectOf(run),
      protocol: null,
      detail: placeOf(event),
      time: event.time,
      count: group.length,
    }
  })
}

/** `~/.aws/credentials`, `./.env`. */
function placeOf({ root, path }: FileEvent): string {
  return `${root === 'home' ? '~' : '.'}/${cut(path)}`
}
