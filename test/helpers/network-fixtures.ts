/** What each fixture that calls somebody must be caught with. One row, one fixture: red.test.ts and fixtures.test.ts use it. */
export interface NetworkFixture {
  /** What is asked of npm; a fixture folder of the same name, with those that it depends on. */
  readonly install: string
  readonly folders: readonly string[]
  /** `package@version` that must be blamed. */
  readonly blamed: string
  readonly script: 'preinstall' | 'install' | 'postinstall'
  /** Name that is looked up. */
  readonly host?: string
  /** Address that is contacted without asking for a name, with its port. */
  readonly address?: string
  readonly port?: number
  readonly transport?: 'udp' | 'tcp'
  /** Names from the project's own dependency to the blamed package. */
  readonly path: readonly string[]
}

export const NETWORK_FIXTURES: readonly NetworkFixture[] = [
  row('looks-up', 'postinstall', { host: 'metrics.looks-up.example' }),
  row('connects-v4', 'postinstall', { address: '203.0.113.7', port: 443 }),
  row('connects-v6', 'postinstall', { address: '2001:db8::7', port: 443 }),
  row('asks-resolver', 'postinstall', {
    host: 'asked.asks-resolver.example',
    address: '198.51.100.53',
    port: 53,
    transport: 'udp',
  }),
  row('asks-resolver-tcp', 'postinstall', {
    host: 'asked.asks-resolver-tcp.example',
    address: '198.51.100.53',
    port: 53,
    transport: 'tcp',
  }),
  row('deep-a', 'postinstall', {
    folders: ['deep-a', 'deep-b', 'deep-c'],
    blamed: 'deep-c@1.0.0',
    path: ['deep-a', 'deep-b', 'deep-c'],
    host: 'beacon.deep-c.example',
  }),
  row('fails-after-lookup', 'preinstall', { host: 'gone.fails-after-lookup.example' }),
  row('gyp-lookup', 'install', { host: 'hidden.gyp-lookup.example' }),
  row('daemon-later', 'postinstall', { host: 'late.daemon-later.example' }),
  row('bundles', 'postinstall', {
    blamed: 'bundled-dep@1.0.0',
    path: ['bundles', 'bundled-dep'],
    host: 'inside.bundled-dep.example',
  }),
  row('exfil', 'postinstall', { host: 'collect.exfil.example' }),
]

function row(
  install: string,
  script: NetworkFixture['script'],
  rest: Partial<NetworkFixture>,
): NetworkFixture {
  return { install, script, folders: [install], blamed: `${install}@1.0.0`, path: [install], ...rest }
}
