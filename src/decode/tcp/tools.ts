import type { DnsDecoder } from '../dns/dns-decoder.ts'
import type { Emitter } from '../emitter.ts'
import type { Budget } from './budget.ts'

/** What all streams of a capture share. */
export interface TcpTools {
  readonly emitter: Emitter
  readonly dns: DnsDecoder
  readonly budget: Budget
}
