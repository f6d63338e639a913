/** A folder of the host that holds tarballs, and what a plan calls it. */
export interface TarballFolder {
  readonly from: string
  readonly to: string
}
