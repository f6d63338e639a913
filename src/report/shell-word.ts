/**
 * A word that can be copied into a shell as it stands, or null. Package names and hosts come from outside: a
 * host `x;reboot` is not offered for copying at all, quoted or not.
 */
export function shellWord(text: string): string | null {
  return /^[A-Za-z0-9@_*][A-Za-z0-9@._/:*-]{0,252}$/.test(text) ? text : null
}
