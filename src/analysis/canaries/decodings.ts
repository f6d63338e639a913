import { brotliDecompressSync, constants, inflateRawSync, type ZlibOptions } from 'node:zlib'

/** What a text may be instead of what it says. Latin-1 stands for bytes. */
export interface Decoding {
  readonly name: string
  /** It may be tried on what is no text. */
  readonly ofBytes?: boolean
  /** All readings of it; none where it is not that. `onCut`: there is more that was not read. */
  readonly decode: (text: string, onCut: () => void) => readonly string[]
}

/** A bomb unpacks to this much and no more. */
const UNPACKED_MAX = 4 * 1024 * 1024
const COMPRESSED_LEAST = 18
const RUN_LEAST = 20
/** So few runs are read one by one: what is packed has to begin at the beginning. */
const SINGLE_RUNS = 4

export const DECODINGS: readonly Decoding[] = [
  { name: 'URL-encoded', decode: percent },
  { name: 'escaped', decode: escapes },
  { name: 'UTF-16', ofBytes: true, decode: wide },
  { name: 'hex', decode: hex },
  { name: 'base64', decode: base64 },
  { name: 'base32', decode: base32 },
  { name: 'reversed', decode: (text) => [[...text].reverse().join('')] },
  { name: 'compressed', ofBytes: true, decode: unpacked },
]

function percent(text: string): readonly string[] {
  if (!/%[0-9a-f]{2}/i.test(text)) return []
  return [
    text.replaceAll(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
  ]
}

/** `\u0041` and `\x41`, as JSON and JavaScript have it, and `&#65;`. */
function escapes(text: string): readonly string[] {
  if (!/\\u[0-9a-f]{4}|\\x[0-9a-f]{2}|&#\d{2,3};/i.test(text)) return []
  return [
    text
      .replaceAll(
        /\\u00([0-9a-f]{2})|\\x([0-9a-f]{2})/gi,
        (_, a: string | undefined, b: string | undefined) =>
          String.fromCharCode(Number.parseInt(a ?? b ?? '', 16)),
      )
      .replaceAll(/&#(\d{2,3});/g, (_, code: string) => String.fromCharCode(Number(code) & 0xff)),
  ]
}

function wide(text: string): readonly string[] {
  const zeros = text.length - text.replaceAll('\0', '').length
  return zeros * 3 > text.length ? [text.replaceAll('\0', '')] : []
}

/** The bytes of each run, beginning at its first and at its second digit: what stands before may be a digit too. */
function hex(text: string): readonly string[] {
  return readings(text, /[0-9a-f]{32,}/gi, 2, (run) => Buffer.from(run, 'hex').toString('latin1'))
}

/** Four beginnings: a path's slash, or whatever stands before, may be a letter of the alphabet. */
function base64(text: string): readonly string[] {
  const joined = text.replaceAll(/\r?\n/g, '')
  return readings(joined, /[A-Za-z0-9+/_-]{20,}/g, 4, (run) => Buffer.from(run, 'base64').toString('latin1'))
}

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567'

function base32(text: string): readonly string[] {
  return readings(text.toLowerCase(), /[a-z2-7]{26,}/g, 8, (run) => {
    let bits = 0
    let value = 0
    let bytes = ''
    for (const letter of run) {
      value = ((value << 5) | BASE32.indexOf(letter)) & 0xfff
      bits += 5
      if (bits < 8) continue
      bits -= 8
      bytes += String.fromCharCode((value >> bits) & 0xff)
    }
    return bytes
  })
}

/** All runs of a text, joined, once for each place at which the first group may begin. */
function readings(
  text: string,
  pattern: RegExp,
  offsets: number,
  decode: (run: string) => string,
): readonly string[] {
  const runs: string[] = []
  for (const [run] of text.matchAll(pattern)) {
    if (run.length >= RUN_LEAST) runs.push(run)
  }
  if (runs.length === 0) return []
  const at = Array.from({ length: offsets }, (_, offset) => runs.map((run) => decode(run.slice(offset))))
  return runs.length <= SINGLE_RUNS ? at.flat() : at.map((read) => read.join('\n'))
}

/** gzip and zlib say what they are (RFC 1952, RFC 1950), wherever they begin; raw deflate and brotli do not. */
function unpacked(text: string, onCut: () => void): readonly string[] {
  if (text.length < COMPRESSED_LEAST) return []
  const bytes = Buffer.from(text, 'latin1')
  const options: ZlibOptions = { maxOutputLength: UNPACKED_MAX, finishFlush: constants.Z_SYNC_FLUSH }
  const found = beginnings(text, onCut).flatMap((at) => inflated(bytes.subarray(at), options, onCut))
  if (found.length > 0) return found
  // A first block of a type that there is not: a quarter of all noise goes no further.
  const raw = ((bytes[0] ?? 0) & 0x06) === 0x06 ? [] : inflated(bytes, options, onCut)
  // Brotli has no mark either, and much of what is packed in haste can be read as the beginning of deflate.
  return [...raw, ...attempt(() => brotliDecompressSync(bytes, { maxOutputLength: UNPACKED_MAX }), onCut)]
}

/** Beginnings that are tried in one text: something of a path may stand before what is packed. */
const BEGINNINGS_MAX = 200

/** Where the packed data begin, behind a header. What follows them, checksums too, is let be. */
function beginnings(text: string, onCut: () => void): readonly number[] {
  const places: number[] = []
  for (const { index, 0: header } of text.matchAll(
    /\x1f\x8b\x08\0[\s\S]{6}|\x1f\x8b\x08\x08[\s\S]{6}[^\0]*\0|\x78[\x01\x5e\x9c\xda]/g,
  )) {
    if (places.length === BEGINNINGS_MAX) {
      onCut()
      break
    }
    places.push(index + header.length)
  }
  return places
}

/** Deflate makes of a byte at most 1,032: so many never are more than UNPACKED_MAX. */
const SAFE_INPUT = Math.floor(UNPACKED_MAX / 1_032)

/** Of a bomb the beginning: what stands there is not hidden by what comes behind it. */
function inflated(bytes: Buffer, options: ZlibOptions, onCut: () => void): readonly string[] {
  const whole = attempt(() => inflateRawSync(bytes, options), onCut)
  if (whole.length > 0 || bytes.length <= SAFE_INPUT) return whole
  return attempt(() => inflateRawSync(bytes.subarray(0, SAFE_INPUT), options), onCut)
}

function attempt(unpack: () => Buffer, onCut: () => void): readonly string[] {
  // Most of what is tried is no such thing, and to write down where that was noticed takes twice as long as to try it.
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  try {
    return [unpack().toString('latin1')]
  } catch (error) {
    // It is packed, and more than is read; anything else is no such thing.
    if (error instanceof RangeError) onCut()
    return []
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}
