import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { DataPaths } from '../../shared/paths.ts'
import { UsageError } from '../error.ts'
import { insertBlock, removeBlock } from './block.ts'
import type { Change } from './change.ts'
import { hashOf, readBytes } from './file-edit.ts'
import { blockLines, initScripts, SCRIPTS, type Shell } from './shell-scripts.ts'
import { shimFiles } from './shims.ts'
import { type Place, startFiles } from './start-files.ts'
import type { EditedFile, SetupState } from './state.ts'

export interface Where {
  readonly paths: DataPaths
  /** Folder of our programs. */
  readonly bin: string
  readonly env: Place['env']
  readonly home: string
  readonly platform: string
}

export interface Plan {
  /** Shims and scripts: ours alone. */
  readonly own: readonly Change[]
  readonly startFiles: readonly Change[]
  /** What there will be to undo. */
  readonly edited: readonly EditedFile[]
}

/** What setting up changes. Reads, writes nothing. */
export function planSetup(shells: readonly Shell[], where: Where, old: SetupState): Plan {
  const { paths, bin, platform } = where
  const delimiter = platform === 'win32' ? ';' : ':'
  if (paths.shims.includes(delimiter) || /[\r\n]/.test(paths.shims)) {
    throw new UsageError(
      `${paths.shims} cannot stand on PATH`,
      'Choose another folder with XDG_DATA_HOME, in your start files too',
    )
  }
  const own = [
    ...ownChanges(paths.shims, shimFiles(bin, paths.shims, platform), 0o755),
    ...ownChanges(paths.shellScripts, initScripts(paths.shims), 0o644),
  ]
  const planned = shells.flatMap((shell) => {
    const lines = blockLines(shell, join(paths.shellScripts, SCRIPTS[scriptFor(shell)]), where.home)
    return startFiles(shell, { ...where, exists: existsSync }).map((path) =>
      planFile(path, shell, lines, old),
    )
  })
  const again = new Set(planned.map(({ edited }) => edited.path))
  return {
    own,
    startFiles: planned.map(({ change }) => change),
    edited: [...old.files.filter(({ path }) => !again.has(path)), ...planned.map(({ edited }) => edited)],
  }
}

function scriptFor(shell: Shell): keyof typeof SCRIPTS {
  return shell === 'bash' || shell === 'zsh' ? 'posix' : shell
}

function ownChanges(folder: string, files: Readonly<Record<string, string>>, mode: number): Change[] {
  return Object.entries(files).map(([name, text]) => {
    const path = join(folder, name)
    return {
      path,
      before: readBytes(path),
      after: Buffer.from(text, 'utf8').toString('latin1'),
      ours: true,
      mode,
    }
  })
}

function planFile(
  path: string,
  shell: Shell,
  lines: readonly string[],
  old: SetupState,
): { change: Change; edited: EditedFile } {
  const before = readBytes(path)
  const without = before === null ? null : removeBlock(before)
  const wasCreated = old.files.find((file) => file.path === path)?.created === true
  const created = before === null || (wasCreated && without === '')
  return {
    change: { path, before, after: insertBlock(before ?? '', lines) },
    edited: { path, shell, created, before: created || without === null ? null : hashOf(without) },
  }
}
