import type { Endpoint, SeenMessage, SocketOwner } from '../../model/index.ts'

/** One accepted connection and what was learned of it before anything was read. */
export interface Accepted {
  readonly source: Endpoint
  readonly destination: Endpoint
  readonly owner: SocketOwner
  /** What a TLS client called us, empty if it said no name; null for plain text. */
  readonly serverName: string | null
}

/** What a message has that is told before anything was said. */
export function aboutMessage(
  { source, destination, owner, serverName }: Accepted,
  protocol: string,
): Omit<SeenMessage, 'bytes' | 'length'> {
  const { time, run } = owner
  return { time, run, source, destination, secure: serverName !== null, serverName, protocol }
}
