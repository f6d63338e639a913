import { z } from 'zod'
import { UsageError } from '../error.ts'
import { readBytes } from './file-edit.ts'
import { SHELLS } from './shell-scripts.ts'

const Edited = z.object({
  path: z.string(),
  shell: z.enum(SHELLS),
  /** There was no such file before. */
  created: z.boolean(),
  /** Hash of what was there without our block; null where nothing was. */
  before: z.string().nullable(),
})

const State = z.object({
  version: z.literal(1),
  files: z.array(Edited),
  /** Folders that were made, the outermost first. */
  folders: z.array(z.string()),
})

export type EditedFile = z.infer<typeof Edited>
export type SetupState = z.infer<typeof State>

export const NO_STATE: SetupState = { version: 1, files: [], folders: [] }

/** What was done before; null where nothing was. */
export function readState(path: string): SetupState | null {
  const text = readBytes(path)
  if (text === null) return null
  try {
    return State.parse(JSON.parse(Buffer.from(text, 'latin1').toString('utf8')))
  } catch (cause) {
    throw new UsageError(`${path} is not what dsca setup wrote`, 'Move it away, and again', { cause })
  }
}

export function stateText(state: SetupState): string {
  return Buffer.from(`${JSON.stringify(state, null, 2)}\n`, 'utf8').toString('latin1')
}
