/** RFC 1035: a name's text has 253 characters at most; longer ones are cut, since they resolve nowhere. */
const MAX_HOST_LENGTH = 255

/** A host as it was sent, made comparable: lower case, no trailing dot, `\DDD` for what is not printable ASCII. */
export function hostText(bytes: Uint8Array, start: number, end: number): string {
  let text = ''
  for (let at = start; at < Math.min(end, start + MAX_HOST_LENGTH); at++) {
    const code = bytes[at] as number
    const plain = code > 0x20 && code < 0x7f && code !== 0x5c
    text += plain ? String.fromCharCode(code) : `\\${String(code).padStart(3, '0')}`
  }
  return text.toLowerCase().replace(/\.$/, '')
}
