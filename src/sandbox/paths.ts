/** Where the fetch phase finds the tarballs; no later phase has this folder. */
export const TARBALLS_IN_BOX = '/mnt'
