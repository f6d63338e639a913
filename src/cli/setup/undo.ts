import { existsSync, readdirSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'
import type { DataPaths } from '../../shared/paths.ts'
import { hasBlock, removeBlock } from './block.ts'
import type { Change } from './change.ts'
import { hashOf, readBytes } from './file-edit.ts'
import type { Where } from './plan.ts'
import { SHELLS } from './shell-scripts.ts'
import { startFiles } from './start-files.ts'
import type { EditedFile, SetupState } from './state.ts'

/** What undoing changes: start files first, so that none ever reads a script that has gone. */
export function planUndo(where: Where, old: SetupState): readonly Change[] {
  const recorded = new Set(old.files.map(({ path }) => path))
  // Without a record there can still be blocks: a home that was copied, a state that was deleted.
  const place = { ...where, exists: existsSync }
  const usual = SHELLS.flatMap((shell) => startFiles(shell, place)).filter((path) => !recorded.has(path))
  return [
    ...old.files.flatMap(undoFile),
    ...usual.flatMap((path) => undoFile({ path, shell: 'bash', created: false, before: null })),
    ...ownFiles(where.paths).map((path) => ({ path, before: readBytes(path), after: null, ours: true })),
  ].filter(({ before, after }) => before !== after)
}

function undoFile({ path, created, before }: EditedFile): Change[] {
  const text = readBytes(path)
  if (text === null || !hasBlock(text)) return []
  const rest = removeBlock(text)
  if (created && rest === '') return [{ path, before: text, after: null }]
  return [{ path, before: text, after: rest, edited: before !== null && hashOf(rest) !== before }]
}

/** Everything in our two folders, and the record itself as the very last. */
function ownFiles(paths: DataPaths): string[] {
  const inside = [paths.shims, paths.shellScripts].flatMap((folder) =>
    existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [],
  )
  return [...inside, ...(existsSync(paths.setupState) ? [paths.setupState] : [])]
}

/** Those that setting up made, where nobody else has put anything into them. */
export function removeFolders(folders: readonly string[]): void {
  for (const folder of folders.toReversed()) {
    try {
      rmdirSync(folder)
    } catch {
      // Somebody else's files are in it, or it has gone.
    }
  }
}
