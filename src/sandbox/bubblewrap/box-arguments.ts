import type { BoxPaths, BoxUser } from '../plan.ts'

/** How one top-level entry of the system looks on the host. */
export type SystemEntry =
  | { readonly path: string; readonly kind: 'folder' | 'file' }
  | { readonly path: string; readonly kind: 'link'; readonly target: string }

export interface BoxLayout {
  readonly paths: BoxPaths
  readonly user: BoxUser
  /** The tmpfs that holds the box's own folders. */
  readonly scratch: string
  /** Top-level system folders to show read-only. */
  readonly system: readonly SystemEntry[]
  /** Entries of /etc that programs need and that hold no secret. */
  readonly etc: readonly SystemEntry[]
  /** Further folders that hold Node and npm when they are not below the system's. */
  readonly tools: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

/** bubblewrap's arguments for one job, without the command. Every array element is one argument. */
export function boxArguments(
  layout: BoxLayout,
  job: {
    cwd: string
    readOnly: readonly { from: string; to: string }[]
  },
): string[] {
  const { paths, user, scratch } = layout
  return [
    ...['--unshare-user', '--unshare-pid', '--unshare-ipc', '--unshare-uts', '--unshare-cgroup-try'],
    ...[
      '--uid',
      String(user.uid),
      '--gid',
      String(user.gid),
      '--hostname',
      user.hostName,
      '--cap-drop',
      'ALL',
      '--new-session',
    ],
    ...layout.system.flatMap(show),
    ...['--proc', '/proc', '--dev', '/dev', '--tmpfs', '/etc', '--dir', '/run', '--dir', '/var'],
    ...ROOT_FOLDERS.flatMap((path) => ['--dir', path]),
    ...layout.etc.flatMap(show),
    ...generated(scratch),
    ...['--bind', `${scratch}/tmp`, '/tmp', '--bind', `${scratch}/var-tmp`, '/var/tmp'],
    ...['--bind', `${scratch}/home`, paths.home],
    ...layout.tools.flatMap((path) => ['--ro-bind', path, path]),
    ...['--bind', `${scratch}/project`, paths.project],
    ...job.readOnly.flatMap(({ from, to }) => ['--ro-bind', from, to]),
    ...['--remount-ro', '/', '--remount-ro', '/etc', '--clearenv'],
    ...Object.entries(layout.env).flatMap(([name, value]) => ['--setenv', name, value]),
    ...['--chdir', job.cwd],
  ]
}

/** A root without them is no machine that anybody works at. */
const ROOT_FOLDERS = ['/boot', '/home', '/media', '/opt', '/srv'] as const

function show(entry: SystemEntry): string[] {
  switch (entry.kind) {
    case 'link':
      return ['--symlink', entry.target, entry.path]
    case 'folder':
    case 'file':
      return ['--ro-bind', entry.path, entry.path]
  }
}

/** Files of /etc that are made for the box: they name one user and one resolver. */
export const GENERATED_ETC = ['passwd', 'group', 'hosts', 'hostname', 'resolv.conf', 'nsswitch.conf'] as const

function generated(scratch: string): string[] {
  return [
    ...GENERATED_ETC.flatMap((name) => ['--ro-bind', `${scratch}/etc/${name}`, `/etc/${name}`]),
    ...['--ro-bind', `${scratch}/etc/ca.pem`, '/etc/ssl/certs/ca-certificates.crt'],
  ]
}
