/** A package's bytes could not be had. `cause` is the error of npm's own library: it says best why. */
export class PackageUnavailable extends Error {
  readonly code = 'package-unavailable'

  constructor(name: string, version: string, cause: Error) {
    super(`${name}@${version} could not be fetched: ${cause.message}`, { cause })
    this.name = 'PackageUnavailable'
  }
}
