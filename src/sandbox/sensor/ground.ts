import type { BoxPackage } from '../plan.ts'

/** Where an engine keeps what lies in the box, as the sensor sees it. */
export interface Ground {
  /** Folder of the generated files of /etc. */
  readonly etc: string
  /** The project's folder. */
  readonly project: string
  readonly home: string
  /** Makes the folders. */
  prepare(): Promise<void>
  /** Brings the tarballs to where the fetch phase finds them. */
  bring(packages: readonly BoxPackage[]): Promise<void>
  /** They have been unpacked: no script sees them. */
  takeAway(): Promise<void>
}
