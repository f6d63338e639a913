import { rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { type Change, type Changed, kindOf } from './change.ts'
import { fileBehind, makeFolders, writeAtomically } from './file-edit.ts'
import type { Plan, Where } from './plan.ts'
import { NO_STATE, type SetupState, stateText } from './state.ts'
import { planUndo, removeFolders } from './undo.ts'

const PRIVATE = 0o700

/** Sets up: what is to be undone is written down before it is done. */
export function applySetup(plan: Plan, where: Where, old: SetupState): readonly Changed[] {
  const { paths } = where
  const folders = [
    ...makeFolders(paths.data, PRIVATE),
    ...[paths.shims, paths.shellScripts].flatMap((folder) => makeFolders(folder, PRIVATE)),
  ]
  for (const change of plan.startFiles) {
    if (change.before === null) folders.push(...attempt(() => makeFolders(dirname(fileBehind(change.path)))))
  }
  const state = { version: 1 as const, files: [...plan.edited], folders: [...old.folders, ...folders] }
  writeAtomically(paths.setupState, stateText(state), 0o600)
  return [...plan.own, ...plan.startFiles].map(applyChange)
}

export function applyUndo(where: Where, old: SetupState | null): readonly Changed[] {
  const changed = planUndo(where, old ?? NO_STATE).map(applyChange)
  removeFolders(old?.folders ?? [where.paths.shims, where.paths.shellScripts])
  return changed
}

/** One file that cannot be written is told, and no reason to leave the others. */
function applyChange(change: Change): Changed {
  const { path, after, mode } = change
  const kind = kindOf(change)
  try {
    if (kind !== 'unchanged') {
      if (after === null) rmSync(path)
      else writeAtomically(path, after, mode)
    }
  } catch (error) {
    return { path, change: 'failed', detail: error instanceof Error ? error.message : String(error) }
  }
  return {
    path,
    change: kind,
    ...(change.edited ? { detail: 'it was edited meanwhile: only our block went' } : {}),
  }
}

/** What cannot be made is told when the file in it cannot be written. */
function attempt(make: () => string[]): string[] {
  try {
    return make()
  } catch {
    return []
  }
}
