/** Where the TLS secrets of a capture are kept: `SCAN.keys` beside `SCAN.pcap`. */
export function keysBeside(capturePath: string): string {
  return `${capturePath.replace(/\.pcap$/, '')}.keys`
}
