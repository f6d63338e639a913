import type { Endpoint } from '../model/index.ts'

/** `192.0.2.1:53`, `[2001:db8::1]:53`. */
export function formatEndpoint({ address, port }: Endpoint): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}
