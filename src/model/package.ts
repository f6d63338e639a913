/** The lifecycle scripts that npm runs for a dependency while it installs; `prepare` only of a folder. */
export type InstallScript = 'preinstall' | 'prepare' | 'install' | 'postinstall'

/** In npm's own order. */
export const INSTALL_SCRIPTS: readonly InstallScript[] = ['preinstall', 'prepare', 'install', 'postinstall']

/** Where a package's bytes come from, as the resolved tree says. */
export type PackageSource = 'registry' | 'git' | 'remote' | 'file' | 'directory'

/** What a package is: its bytes. `integrity` is a Subresource Integrity string (sha512-…), null while unknown. */
export interface PackageIdentity {
  readonly name: string
  readonly version: string
  readonly integrity: string | null
}

/** One package of npm's ideal tree, in the words of this project. */
export interface TreePackage extends PackageIdentity {
  /** Its folder below the project, with forward slashes: `node_modules/a/node_modules/b`. Unique in a tree. */
  readonly location: string
  /** URL or path the bytes come from; null when npm would ask the registry for it. */
  readonly resolved: string | null
  readonly source: PackageSource
  /** An edge of the project or of a workspace leads here. */
  readonly direct: boolean
  /** It was named on the command line. */
  readonly requested: boolean
  /** npm goes on without it when it cannot be installed. */
  readonly optional: boolean
  /** `name@version` from the project's own dependency down to and with this package (shortest path). */
  readonly path: readonly string[]
  /** Locations of the packages its dependencies resolve to in this tree. */
  readonly dependencies: readonly string[]
  /** The tree's own claim (registry metadata or lockfile) that it has install scripts; null when it says nothing. */
  readonly claimsScripts: boolean | null
  /** Names that the tree says it depends on, optional ones too; absent when it says nothing. */
  readonly claimsDependencies?: readonly string[]
  /** It came inside another package's tarball: location of that package. */
  readonly bundledIn: string | null
}

/** Why npm installs a tree on another platform only. */
export interface OtherPlatform {
  /** `name@version` of one that says so. */
  readonly package: string
  /** `darwin or linux arm64`: in words of whoever published it. */
  readonly platform: string
}

/** What npx, `npm exec` or `npm init` start once the packages are there. */
export interface Execution {
  /** Name of an executable, or with `isCall` a line for the shell (`npx -c`). */
  readonly command: string
  readonly args: readonly string[]
  readonly isCall: boolean
}

/** What a package's own unpacked bytes say. Registry metadata may lie; these files do not. */
export interface PackageContents {
  readonly integrity: string
  /** `name` and `version` of the package.json inside; null where absent. */
  readonly name: string | null
  readonly version: string | null
  /** Script name to command. A binding.gyp without install and preinstall scripts adds `install: node-gyp rebuild`. */
  readonly scripts: Readonly<Partial<Record<InstallScript, string>>>
  readonly hasBindingGyp: boolean
  /** It has executables that npm links. */
  readonly hasBin: boolean
  /** Names of its dependencies, optional ones too. */
  readonly dependencies?: readonly string[]
}
