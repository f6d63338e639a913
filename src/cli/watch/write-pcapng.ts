import { createReadStream, createWriteStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import type { ScanReport } from '../../model/index.ts'
import { PcapngWriter } from '../../report/pcapng.ts'
import { UsageError } from '../error.ts'

/** For its owner alone, like the capture that it is made of. */
const MODE = 0o600

/** Writes a scan's capture as one file that opens decrypted. A scan that needed no sandbox has an empty one. */
export async function writePcapng(file: string, { path, keys }: ScanReport['capture']): Promise<void> {
  const secrets = keys ? await readFile(keys, 'latin1').catch(gone) : ''
  const writer = new PcapngWriter(secrets)
  async function* blocks() {
    if (path !== null) for await (const chunk of createReadStream(path)) yield writer.write(chunk as Buffer)
    yield writer.end()
  }
  await pipeline(blocks, createWriteStream(file, { mode: MODE })).catch((error: unknown) =>
    isMissing(error, path) ? gone(error) : Promise.reject(error),
  )
}

function isMissing(error: unknown, path: string | null): boolean {
  const { code, path: at } = error as NodeJS.ErrnoException
  return code === 'ENOENT' && at === path
}

function gone(error: unknown): never {
  throw new UsageError(
    'the capture of this scan is no longer there',
    `watch again: only the newest are kept (${error instanceof Error ? error.message : String(error)})`,
  )
}
