import type { Finding } from '../model/index.ts'

/** What a request looks like from its URL alone. A guess for the reader, never a reason to allow anything. */
export type RequestKind = 'node-headers' | 'prebuilt-addon' | 'prebuilt-program' | 'archive'

const ARCHIVE = /\.(tar\.(gz|xz|bz2|br|zst)|tgz|txz|zip|gz|br|xz|7z|node|exe|wasm|dmg|deb|rpm|appimage)$/i
const HEADERS = /\/v(\d+\.\d+\.\d+)[^/]*\/(node|iojs)-v\1[^/]*\.tar\.[gx]z$|\/SHASUMS256\.txt$/i
const ADDON =
  /-(node|napi|electron|abi)-v?\d+[^/]*\.(tar\.gz|tgz|br|node)$|\/node-v\d+-(linux|darwin|win32)-[^/]*\.tar\.gz$|\.node(\.(gz|br))?$/i
const RELEASE = /\/releases\/download\/|\/(download|downloads|desktop|binaries|prebuilds?)\/[^/]*\d+\.\d+/i
const PLATFORM = /[?&=/_.-](linux|darwin|macos|win32|windows|musl|x64|x86_64|amd64|arm64|aarch64)\b/i

const LONGEST_URL = 1_000
/** A SHA-256 in hex is 64 characters, and names of files are seldom longer; a message is. */
const LONGEST_PART = 80
/** A query may say which platform and which version is wanted. Anything else in it may be a message. */
const MOST_PARAMETERS = 4
const PARAMETER = /^[a-z_]{1,16}=([a-z0-9_]*)$/i
const VERSION_PARAMETER = /^[a-z_]{1,16}=v?\d{1,4}(\.\d{1,4}){0,2}$/i

/** `tool-Linux-x86_64`: programs are often published bare, under a name that ends in what they run on. */
const PLATFORMS = new Set('linux darwin macos osx windows win32 win64 freebsd alpine'.split(' '))
const ARCHITECTURES = new Set('x64 x86 amd64 arm64 aarch64 i686 i386 ia32 armv7 arm universal'.split(' '))
const ABI = new Set('unknown apple pc gnu gnueabihf musl musleabihf msvc static glibc'.split(' '))
const VERSION = /\d+\.\d+/

/** The name of a program, then its platform and its architecture, and nothing behind them. */
function isProgramName(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (!VERSION.test(path) || !/^[a-z0-9][a-z0-9._+-]*$/i.test(name)) return false
  const words = name
    .toLowerCase()
    .replaceAll('x86_64', 'x64')
    .split(/[-_]/)
    .filter((word) => !ABI.has(word))
  const target = words.slice(-2)
  return (
    words.length > 2 &&
    target.some((one) => PLATFORMS.has(one)) &&
    target.some((one) => ARCHITECTURES.has(one))
  )
}

function isMessage(path: string, query: string | null): boolean {
  if (path.split('/').some((part) => part.length > LONGEST_PART)) return true
  if (query === null) return false
  const parameters = query.split('&')
  return parameters.length > MOST_PARAMETERS || !parameters.every(isPlainParameter)
}

function isPlainParameter(parameter: string): boolean {
  if (VERSION_PARAMETER.test(parameter)) return true
  const value = (PARAMETER.exec(parameter)?.[1] ?? '').toLowerCase().replace('x86_64', 'x64')
  return PLATFORMS.has(value) || ARCHITECTURES.has(value)
}

/** Null when nothing about it looks like a download of a file. Only plain reads can. */
export function requestKind(request: {
  method: string
  url: string
  bodyLength: number
}): RequestKind | null {
  if (request.bodyLength > 0 || !/^(GET|HEAD)$/.test(request.method)) return null
  // The expressions are linear, and still nobody needs a megabyte of URL for a guess.
  if (request.url.length > LONGEST_URL) return null
  const all = request.url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').replace(/#.*$/s, '')
  const [path = '', ...rest] = all.split('?')
  const query = rest.length === 0 ? null : rest.join('?')
  if (isMessage(path, query)) return null
  if (HEADERS.test(path)) return 'node-headers'
  if (ADDON.test(path)) return 'prebuilt-addon'
  if (RELEASE.test(path) && (ARCHIVE.test(path) || PLATFORM.test(all))) return 'prebuilt-program'
  if (ARCHIVE.test(path)) return PLATFORM.test(all) ? 'prebuilt-program' : 'archive'
  return query === null && isProgramName(path) ? 'prebuilt-program' : null
}

/** Findings that a mere download gives; anything else beside them, and it is no mere download. */
export function isContactOnly(findings: readonly Finding[]): boolean {
  return findings.every(
    (finding) =>
      finding.severity !== 'malicious' &&
      (finding.severity === 'info' ||
        finding.code === 'foreign-lookup' ||
        finding.code === 'foreign-contact'),
  )
}
