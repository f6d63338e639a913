/**
 * What a capture says, packet by packet, in the order of the packets. Decoders produce these, and nothing else.
 * Times are seconds since 1970 (floating point), as in the capture. Addresses are canonical text: IPv4 dotted
 * quad, IPv6 as RFC 5952 has it. Numbers of protocols and ports survive when they are unknown.
 */
export interface Endpoint {
  readonly address: string
  readonly port: number
}

export interface DnsQuestion {
  /** Lower case, no trailing dot, RFC 4343 escapes (`\.`, `\032`) for bytes that are not plain: `a\.b.example` is one label `a.b`. */
  readonly name: string
  /** The labels' raw bytes as latin1 strings, case kept: for reassembling what was sent in them. */
  readonly labels: readonly string[]
  /** `A`, `AAAA`, `TXT`, …; `TYPE65280` when it has no name. */
  readonly type: string
}

interface Timed {
  readonly time: number
  readonly source: Endpoint
  readonly destination: Endpoint
}

/** A DNS query (QR = 0), on any port, over UDP or a TCP stream. */
export interface DnsQueryEvent extends Timed {
  readonly kind: 'dns-query'
  readonly transport: 'udp' | 'tcp'
  readonly questions: readonly DnsQuestion[]
}

/** A DNS answer. It proves nothing about addresses: only our own DNS server's log does. */
export interface DnsAnswerEvent extends Timed {
  readonly kind: 'dns-answer'
  readonly transport: 'udp' | 'tcp'
  readonly questions: readonly DnsQuestion[]
  readonly answers: readonly { readonly name: string; readonly type: string; readonly data: string }[]
}

/** The first packet of a TCP connection (SYN without ACK), whether it was accepted or not. */
export interface TcpConnectEvent extends Timed {
  readonly kind: 'tcp-connect'
}

/** What a client offers in the clear when it begins to speak TLS. */
export interface TlsOffer {
  /** ALPN (RFC 7301): `h2`, `http/1.1`, `dot`, …; at most 8. Plain ASCII. */
  readonly protocols: readonly string[]
  /** There may be another ClientHello inside, for another name (ECH, RFC 9849): the one that is seen may be a front. */
  readonly encrypted: boolean
}

/** What the client of a TCP connection said first. */
export interface TcpDataEvent extends Timed {
  readonly kind: 'tcp-data'
  /** What the first bytes look like. */
  readonly protocol:
    | 'tls'
    | 'http'
    | 'dns'
    | 'ssh'
    | 'smtp'
    | 'ftp'
    | 'irc'
    | 'stratum'
    | 'redis'
    | 'socks'
    | 'unknown'
  /**
   * Server name of a TLS ClientHello (SNI), Host of an HTTP request, or whom a SOCKS server is to connect to: lower
   * case, no trailing dot; null if none.
   */
  readonly host: string | null
  /** What else is told, in short: `WebSocket`. Plain ASCII. */
  readonly note?: string
  /** What a ClientHello tells besides the name. */
  readonly tls?: TlsOffer
  /** First client bytes, at most 256. */
  readonly firstBytes: Uint8Array
}

/** A UDP datagram that is not DNS. */
export interface UdpDatagramEvent extends Timed {
  readonly kind: 'udp-datagram'
  /** `quic`, `doq`, `nbns`, `ssdp`, `ntp`, `stun`, `dhcp`, …, or `unknown`. */
  readonly protocol: string
  /** Server name in QUIC's Initial packets, once all of the ClientHello is there: lower case, no trailing dot. */
  readonly host?: string
  /** What it says, in short: `M-SEARCH ssdp:all`. Plain ASCII. */
  readonly note?: string
  /** What the ClientHello of QUIC tells besides the name. */
  readonly tls?: TlsOffer
  readonly length: number
  /** All of it, or its first 256 bytes. */
  readonly firstBytes: Uint8Array
}

/** An IP packet that is neither TCP nor UDP, among them ICMP; ports are 0. */
export interface OtherIpEvent extends Timed {
  readonly kind: 'other-ip'
  /** IANA protocol number. */
  readonly protocol: number
  readonly name: string
  readonly length: number
  /** ICMP's type; null or absent where there is none or it was not read. */
  readonly type?: number | null
  /** What it carries, behind the header of ICMP: all of it, or its first 256 bytes. */
  readonly firstBytes?: Uint8Array
}

/** Bytes that could not be read as what they claim to be. Never silently dropped. */
export interface MalformedEvent {
  readonly kind: 'malformed'
  readonly time: number
  readonly source: Endpoint | null
  readonly destination: Endpoint | null
  /** Closed code of the decoder, e.g. `ip-truncated`. */
  readonly code: string
}

export type CaptureEvent =
  | DnsQueryEvent
  | DnsAnswerEvent
  | TcpConnectEvent
  | TcpDataEvent
  | UdpDatagramEvent
  | OtherIpEvent
  | MalformedEvent

/** What is known of a capture file as a whole. */
export interface CaptureSummary {
  readonly packets: number
  /** Bytes of the capture that were read. */
  readonly bytes: number
  readonly linkTypes: readonly string[]
  /** The file ends where a record ends, and every record could be read. */
  readonly complete: boolean
  /** Closed code of the first problem that makes it incomplete; null when complete. */
  readonly problem: string | null
  readonly firstTime: number | null
  readonly lastTime: number | null
}
