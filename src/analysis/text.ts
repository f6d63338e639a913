/** What goes into a finding's detail is cut here; it is escaped where it is printed. */
const MAX_PATH = 200
const MAX_BYTES = 48

export function cut(text: string, length = MAX_PATH): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`
}

/** `512 B`, `1.2 kB`, `3.4 MB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`
  const [unit, name] = bytes < 999_950 ? [1_000, 'kB'] : [1_000_000, 'MB']
  return `${(bytes / unit).toFixed(1)} ${name}`
}

/** The first bytes that were sent, readable where they are plain. */
export function bytesText(bytes: Uint8Array): string {
  const shown = [...bytes.subarray(0, MAX_BYTES)].map((byte) =>
    byte >= 0x20 && byte < 0x7f && byte !== 0x5c
      ? String.fromCharCode(byte)
      : `\\x${byte.toString(16).padStart(2, '0')}`,
  )
  return `"${shown.join('')}"${bytes.length > MAX_BYTES ? '…' : ''}`
}
