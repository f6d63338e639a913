import { count, list } from '../../report/words.ts'
import { BubblewrapEngine } from '../../sandbox/bubblewrap/engine.ts'
import { type CleanedDaemon, cleanDaemon } from '../../sandbox/docker/clean-up.ts'
import type { DoctorCheck } from './check.ts'

/** `--clean`: what killed runs left goes, whichever engine they used. */
export const leftoversCheck: DoctorCheck = {
  kind: 'other',
  name: 'leftovers',
  run: async () => {
    const folders = await new BubblewrapEngine({ tarballs: [] }).clean()
    return { name: 'leftovers', status: 'ok', detail: removedText({ folders, ...(await cleanDaemon()) }) }
  },
}

export function removedText(removed: CleanedDaemon & { readonly folders: number }): string {
  const parts = [
    [removed.folders, 'folder'],
    [removed.containers, 'container'],
    [removed.images, 'unfinished image'],
    [removed.volumes, 'unfinished volume'],
  ] as const
  const told = parts.filter(([number]) => number > 0).map(([number, word]) => count(number, word))
  return told.length === 0 ? 'nothing was left behind' : `removed ${list(told)} that killed runs had left`
}
