import { posix, win32 } from 'node:path'

const NAME = 'safe-npm'

/** Where things of ours live on the user's machine. */
export interface DataPaths {
  /** The history, and what else must last. */
  readonly data: string
  /** Captures and scratch folders: may be deleted at any time. */
  readonly state: string
  readonly cache: string
  /** What the user wrote for us. */
  readonly config: string
  /** The history's file. */
  readonly history: string
  /** Folder of the kept pcaps. */
  readonly captures: string
  /** The user's own policy. */
  readonly policy: string
  /** Folder of the policies in projects that the user trusts. */
  readonly trust: string
  /** What `dsca setup` puts first on PATH, the scripts that start files read, and what it did. */
  readonly shims: string
  readonly shellScripts: string
  readonly setupState: string
}

/** A policy's name, in a project and in the user's folder. */
export const POLICY_FILE = 'safe-npm.policy.json'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The usual folders of each platform, as env-paths has them. By hand, because env-paths reads the environment
 * and the home once, when it is loaded: a test, or a user under sudo, could not hand in another.
 * https://specifications.freedesktop.org/basedir-spec/latest/
 */
export function dataPaths(env: Environment, home: string, platform: string = process.platform): DataPaths {
  const { join } = platform === 'win32' ? win32 : posix
  const folders = baseFolders(env, home, platform)
  return {
    ...folders,
    history: join(folders.data, 'history.db'),
    captures: join(folders.state, 'captures'),
    policy: join(folders.config, POLICY_FILE),
    trust: join(folders.data, 'trust'),
    shims: join(folders.data, 'shims'),
    shellScripts: join(folders.data, 'shell'),
    setupState: join(folders.data, 'setup.json'),
  }
}

/** Where the history is unless the user says otherwise. */
export function defaultHistoryPath(env: Environment, home: string, platform?: string): string {
  return dataPaths(env, home, platform).history
}

function baseFolders(
  env: Environment,
  home: string,
  platform: string,
): Pick<DataPaths, 'data' | 'state' | 'cache' | 'config'> {
  if (platform === 'win32') {
    const local = win32.join(env.LOCALAPPDATA || win32.join(home, 'AppData', 'Local'), NAME)
    return {
      data: win32.join(local, 'Data'),
      state: win32.join(local, 'State'),
      cache: win32.join(local, 'Cache'),
      config: win32.join(env.APPDATA || win32.join(home, 'AppData', 'Roaming'), NAME, 'Config'),
    }
  }
  if (platform === 'darwin') {
    const library = posix.join(home, 'Library')
    const support = posix.join(library, 'Application Support', NAME)
    return {
      data: support,
      state: posix.join(support, 'State'),
      cache: posix.join(library, 'Caches', NAME),
      config: posix.join(library, 'Preferences', NAME),
    }
  }
  return {
    data: posix.join(xdg(env.XDG_DATA_HOME) ?? posix.join(home, '.local', 'share'), NAME),
    state: posix.join(xdg(env.XDG_STATE_HOME) ?? posix.join(home, '.local', 'state'), NAME),
    cache: posix.join(xdg(env.XDG_CACHE_HOME) ?? posix.join(home, '.cache'), NAME),
    config: posix.join(xdg(env.XDG_CONFIG_HOME) ?? posix.join(home, '.config'), NAME),
  }
}

/** The specification: a relative path is invalid and is ignored; so is an empty one. */
function xdg(value: string | undefined): string | null {
  return value !== undefined && posix.isAbsolute(value) ? value : null
}
