import type { ArboristNode } from './npm-door.ts'

/**
 * Commands that install scripts call and find on PATH behind every `node_modules/.bin`: a package that brings an
 * executable of such a name is called in their place. From the scripts of the 1,000 most used packages that have
 * any, node-gyp, node-pre-gyp and prebuild-install (2026-11), and the utilities of POSIX that they need.
 */
const COMMANDS = new Set(
  `node npm npx corepack yarn pnpm bun deno node-gyp node-gyp-build node-pre-gyp prebuild-install cmake-js patch-package
  husky is-ci opencollective opencollective-postinstall node-which which
  sh bash dash zsh env command test true false echo printf exit sleep nohup setsid timeout time xargs find
  cat cp mv rm ln ls mkdir rmdir touch chmod chown install dirname basename realpath readlink pwd tee head tail cut
  sort uniq tr sed awk grep egrep fgrep wc diff patch date uname hostname id whoami arch nproc getconf ldd ldconfig
  tar gzip gunzip unzip zip xz bzip2 zstd 7z curl wget git hg svn ssh scp openssl gpg sha256sum shasum md5sum
  python python2 python3 py perl ruby java go rustc cargo make gmake cmake ninja meson autoconf automake libtool
  pkg-config gcc g++ cc c++ clang clang++ cl ld ar as nm strip ranlib cpp ccache sccache distcc
  sudo su doas kill ps pgrep file cmd powershell pwsh where wmic reg xcode-select xcrun sw_vers
  docker brew apt-get apk dnf yum rpm dpkg`.split(/\s+/),
)

interface Bearer {
  readonly location: string
  readonly bins: readonly string[]
}

/**
 * For a package's place: the places of those whose executables its scripts may call without depending on them.
 * What runs then is the other package's code, so they belong together: in the box, and in what a verdict holds for.
 */
export function intrudingBins(bearers: readonly Bearer[]): (location: string) => readonly string[] {
  const intruders = bearers.flatMap(({ location, bins }) => {
    const folder = parentOf(location)
    const intrudes = bins.some(
      (bin) => COMMANDS.has(bin.replace(/\.(exe|cmd|bat)$/i, '')) || isClaimedTwice(bin, folder, bearers),
    )
    return intrudes ? [{ location, folder }] : []
  })
  return (location) =>
    intruders
      .filter((one) => one.location !== location && isBelow(location, one.folder))
      .map((one) => one.location)
}

/** Names of the executables that npm links for a node: by what the tree says, as npm does. */
export function binNames({ package: { bin, name } }: Pick<ArboristNode, 'package'>): string[] {
  if (typeof bin === 'string') return [(name ?? '').replace(/^@[^/]*\//, '')]
  return typeof bin === 'object' && bin !== null ? Object.keys(bin) : []
}

/** Whether one of these names is called by scripts that do not ask for it. */
export function hasCommandName(names: readonly string[]): boolean {
  return names.some((name) => COMMANDS.has(name))
}

function isClaimedTwice(bin: string, folder: string, bearers: readonly Bearer[]): boolean {
  return (
    bearers.filter(({ location, bins }) => bins.includes(bin) && parentOf(location) === folder).length > 1
  )
}

/** The folder in whose `node_modules` a package lies; '' is the project. */
function parentOf(location: string): string {
  return location.slice(0, Math.max(0, location.lastIndexOf('node_modules/') - 1))
}

/** npm puts `node_modules/.bin` of a package and of every folder above it on PATH. */
function isBelow(location: string, folder: string): boolean {
  return folder === '' || location === folder || location.startsWith(`${folder}/`)
}
