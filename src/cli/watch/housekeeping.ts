import { readdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { keysBeside } from '../../shared/keys-beside.ts'

/** Captures that are kept; a scan whose capture is gone still has its report in the history. */
const KEPT_CAPTURES = 500

/** Removes what a watch no longer needs: its copies of tarballs, and captures beyond the newest ones. */
export async function cleanUp(spill: string, captures: string): Promise<void> {
  await rm(spill, { recursive: true, force: true })
  const names = await readdir(captures).catch(() => [])
  // Names are ULIDs: their order is that of time.
  const old = names
    .filter((name) => name.endsWith('.pcap'))
    .sort()
    .slice(0, -KEPT_CAPTURES)
  const gone = old.flatMap((name) => [name, basename(keysBeside(name))])
  await Promise.all(gone.map((name) => rm(join(captures, name), { force: true })))
}
