/** How a project looks before a command. */
export type Start =
  | 'fresh'
  | 'declared'
  | 'locked'
  | 'installed'
  | 'workspaces'
  | 'lock-1'
  | 'lock-2'
  | 'shrinkwrap'
  | 'bare'
  | 'broken'

/** One command line that must end as it does without us. `npx` has a program of its own. */
export interface CommandLine {
  readonly start: Start
  readonly args: readonly string[]
  readonly npx?: true
  /** From somebody who is no registry: safe-npm is told yes beforehand. */
  readonly foreign?: true
}

const lines = (start: Start, ...commands: readonly string[]): CommandLine[] =>
  commands.map((command) => {
    const words = command.split(' ').map((word) => (word === "''" ? '' : word))
    const foreign = words.some((word) => /GIT|TARBALL/.test(word)) ? { foreign: true as const } : {}
    return words[0] === 'npx'
      ? { start, args: words.slice(1), npx: true, ...foreign }
      : { start, args: words, ...foreign }
  })

/** Words are separated by one space; `''` is an empty argument. GIT and TARBALL are addresses on this machine. */
export const COMMAND_LINES: readonly CommandLine[] = [
  ...lines(
    'fresh',
    'install plain',
    'i plain@1.0.0',
    'add plain@^1',
    'in plain@latest',
    'install plain banner',
    'install -D plain',
    'install -O plain',
    'install -E plain',
    'install -B plain',
    'install --save-peer plain',
    'install --no-save plain',
    'install other-name@npm:plain@1.0.0',
    'install ./local',
    'install ./local --install-links',
    'install ./local.tgz',
    'install plain-with-dep --install-strategy=nested',
    'install plain-with-dep --install-strategy=shallow',
    'install plain-with-dep --legacy-peer-deps',
    'install --package-lock-only plain',
    'install --dry-run banner',
    'install --no-package-lock banner',
    'install --ignore-scripts banner',
    'install --foreground-scripts banner',
    'install --json plain',
    'install --silent banner',
    'install --loglevel=error banner',
    'install --prefix sub plain',
    '-C sub install plain',
    'install absent-package',
    'install plain@9.9.9',
    'install GIT',
    'install GIT --allow-git=all',
    'install -D renamed@GIT --allow-git=all --ignore-scripts',
    'install TARBALL',
    'install TARBALL --allow-remote=all',
    'pack GIT --allow-git=all',
    'install has-peer',
    'install has-peer plain@1.0.0',
    'install has-peer --legacy-peer-deps',
    'install other@npm:has-peer --strict-peer-deps',
    'install --min-release-age=3 plain',
    'install --before=2001-01-01 plain',
    'install -g plain',
    'install -g --dry-run plain',
    'install-test plain',
    'it banner',
    'install has-optional',
    'link ./local',
    'link',
    'init -y',
    'init -y nothing here',
    'create -y nothing',
    'exec -y says-args a b',
    'exec -y says-args -- --flag',
    'exec -y --package=says-args -- says-args one',
    'exec -y --package=says-args -c says-args',
    'x -y says-args',
    'npx -y says-args a --b',
    'npx -y -p says-args says-args c',
    'npx -y -p says-args -c says-args',
    'npx -y absent-package',
    'pack --dry-run',
    'shrinkwrap',
    'ci',
  ),
  ...lines(
    'declared',
    'install',
    'i --omit=dev',
    'install --package-lock-only',
    'ci',
    'ls',
    'install-ci-test',
  ),
  ...lines(
    'locked',
    'ci',
    'clean-install',
    'ic --omit=dev',
    'ci --ignore-scripts',
    'ci --dry-run',
    'cit',
    'install',
    'install --offline',
    'install --prefer-offline banner',
    'install --no-package-lock',
    'ls --package-lock-only',
  ),
  ...lines(
    'installed',
    'install',
    'ci',
    'update',
    'up plain',
    'dedupe',
    'ddp --dry-run',
    'find-dupes',
    'prune',
    'prune --omit=dev',
    'rebuild',
    'rb banner',
    'uninstall plain',
    'rm banner --no-save',
    'outdated',
    'explain plain',
    'audit',
    'audit fix',
    'audit fix --dry-run',
    'install plain@1.0.0 --save-exact',
    'install says-args',
    'exec says-args local',
    'npx --no-install says-args',
    'run hello',
    'test',
  ),
  ...lines(
    'workspaces',
    'install',
    'install plain -w one',
    'install --workspaces',
    'install says-args --workspaces --include-workspace-root',
    'ci -w one',
    'run hello --workspaces',
    'update -w two',
    'uninstall banner -w two',
    'ls -w one',
  ),
  ...lines('lock-1', 'ci', 'install'),
  ...lines('lock-2', 'ci', 'install banner'),
  ...lines('shrinkwrap', 'ci', 'install says-args'),
  ...lines('bare', 'install', 'install plain', 'ci', 'npx -y says-args'),
  ...lines('broken', 'install', 'ci', 'install plain'),
]
