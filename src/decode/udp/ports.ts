/**
 * IANA "Service Name and Transport Protocol Port Number Registry", as of 2025-11-01:
 * https://www.iana.org/assignments/service-names-port-numbers/service-names-port-numbers.xhtml
 */
export const PORT = {
  dns: 53,
  dhcpServer: 67,
  dhcpClient: 68,
  ntp: 123,
  netbiosName: 137,
  syslog: 514,
  dhcpv6Client: 546,
  dhcpv6Server: 547,
  dnsOverQuic: 853,
  mdns: 5353,
  llmnr: 5355,
} as const

/** Where a message that is not DNS is a fault and not something else. */
export function isDnsPort(port: number): boolean {
  return port === PORT.dns || port === PORT.mdns || port === PORT.llmnr
}
