/** Root is shown as this user: tcpdump and many installers behave differently for uid 0. */
const UID_FOR_ROOT = 1000

/** The uid and gid a user has in the box. */
export function boxIds(uid: number, gid: number): { readonly uid: number; readonly gid: number } {
  return uid === 0 ? { uid: UID_FOR_ROOT, gid: UID_FOR_ROOT } : { uid, gid: gid === 0 ? uid : gid }
}
