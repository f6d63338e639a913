import type { Finding } from '../model/index.ts'

/** What a request looks like from its URL alone. A guess for the reader, never a reason to allow anything. */
export type RequestKind = 'node-headers' | 'prebuilt-addon' | 'prebuilt-program' | 'archive'

const ARCHIVE = /\.(tar\.(gz|xz|bz2|br|zst)|tgz|txz|zip|gz|br|xz|7z|node|exe|wasm|dmg|deb|rpm|appimage)$/i
const HEADERS = /\/v(\d+\.\d+\.\d+)[^/]*\/(node|iojs)-v\1[^/]*\.tar\.[gx]z$|\/SHASUMS256\.txt$/i
const ADDON =
  /-(node|napi|electron|abi)-v?\d+[^/]*\.(tar\.gz|tgz|br|node)$|\/node-v\d+-(linux|darwin|win32)-[^/]*\.tar\.gz$|\.node(\.(gz|br))?$/i
const RELEASE = /\/releases\/download\/|\/(download|downloads|desktop|binaries|prebuilds?)\/[^/]*\d+\.\d+/i
const PLATFORM = /[?&=/_.-](linux|darwin|macos|win32|windows|musl|x64|x86_64|amd64|arm64|aarch64)\b/i

/** A download says little about who asks; a longer query is a message. */
const LONGEST_QUERY = 200

function pathAndQuery(url: string): { path: string; all: string } {
  const all = url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '').replace(/#.*$/s, '')
  return { path: all.replace(/\?.*$/s, ''), all }
}

/** Null when nothing about it looks like a download of a file. Only plain reads can. */
export function requestKind(request: {
  method: string
  url: string
  bodyLength: number
}): RequestKind | null {
  if (request.bodyLength > 0 || !/^(GET|HEAD)$/.test(request.method)) return null
  // The expressions are linear, and still nobody needs a megabyte of URL for a guess.
  const { path, all } = pathAndQuery(request.url.slice(0, 2000))
  if (all.length - path.length > LONGEST_QUERY) return null
  if (HEADERS.test(path)) return 'node-headers'
  if (ADDON.test(path)) return 'prebuilt-addon'
  if (RELEASE.test(path) && (ARCHIVE.test(path) || PLATFORM.test(all))) return 'prebuilt-program'
  if (ARCHIVE.test(path)) return PLATFORM.test(all) ? 'prebuilt-program' : 'archive'
  return null
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
