/** Why a capture as a whole cannot be trusted to be all there. Closed list. */
export type CaptureProblem =
  | 'empty-file'
  | 'magic-unknown'
  | 'version-unsupported'
  | 'header-truncated'
  | 'record-truncated'
  | 'record-too-long'
  | 'block-length'
  | 'block-malformed'
  | 'interface-unknown'
  | 'interfaces-too-many'
  | 'link-type-unsupported'
  | 'no-packets'

/** Why one packet or stream could not be read, or not wholly. Closed list. */
export type MalformedCode =
  | CaptureProblem
  | 'frame-truncated'
  | 'frame-unknown'
  | 'vlan-too-deep'
  | 'ip-version'
  | 'ip-header'
  | 'ip-truncated'
  | 'ipv6-extension'
  | 'ipv6-extensions-too-many'
  | 'fragment-invalid'
  | 'fragment-overlap'
  | 'fragment-limit'
  | 'fragment-incomplete'
  | 'udp-header'
  | 'udp-length'
  | 'udp-trailing-bytes'
  | 'dns-malformed'
  | 'dns-question'
  | 'tcp-header'
  | 'tcp-overlap'
  | 'tcp-reassembly-limit'
  | 'tcp-evicted'
  | 'tcp-gap'

/** The only error that decoders raise. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError'
  readonly code: CaptureProblem

  constructor(code: CaptureProblem, options?: ErrorOptions) {
    super(`The capture cannot be read on: ${code}`, options)
    this.code = code
  }
}
