import type { Finding, ScannedPackage, ScanReport, ScanRun } from '../../../src/model/index.ts'

// Reports as a scan gives them: what the outputs are tried with.

const START = 1_700_000_000

export function sampleFinding(over: Partial<Finding> & Pick<Finding, 'code'>): Finding {
  return {
    severity: 'suspicious',
    phase: 'install',
    package: 'left-padd',
    version: '1.3.1',
    script: 'postinstall',
    path: ['colour-kit@2.0.4', 'left-padd@1.3.1'],
    protocol: null,
    detail: '',
    time: START + 0.951,
    count: 1,
    ...over,
  }
}

export function samplePackage(over: Partial<ScannedPackage> & Pick<ScannedPackage, 'name'>): ScannedPackage {
  return {
    version: '1.0.0',
    integrity: 'sha512-AAAA',
    direct: false,
    scripts: [],
    verdict: 'clean',
    basis: 'inert',
    ...over,
  }
}

export function sampleRun(over: Partial<ScanRun> & Pick<ScanRun, 'id'>): ScanRun {
  return {
    phase: 'install',
    package: 'left-padd',
    version: '1.3.1',
    script: 'postinstall',
    command: 'node setup.js',
    startedAt: START + 0.912,
    endedAt: START + 1.204,
    exitCode: 0,
    signal: null,
    timedOut: false,
    survived: false,
    requests: [],
    ...over,
  }
}

export function sampleReport(over: Partial<ScanReport> = {}): ScanReport {
  return {
    schemaVersion: 1,
    id: '01JDZX5B8QK3M7N2P4R6S8T0VW',
    startedAt: '2026-01-02T03:04:05.678Z',
    verdict: 'clean',
    engine: 'bubblewrap',
    engineWhy: 'bubblewrap: user namespaces, sealed network',
    platform: 'linux-x64',
    npm: '11.19.1',
    node: '20.20.2',
    packages: [samplePackage({ name: 'express', version: '5.3.0', direct: true })],
    findings: [],
    queries: [],
    runs: [
      sampleRun({
        id: 1,
        phase: 'fetch',
        package: null,
        version: null,
        script: null,
        command: 'npm ci',
        startedAt: START,
        endedAt: START + 0.9,
      }),
    ],
    capture: { path: null, packets: 34, dropped: 0, complete: true },
    timings: { resolve: 120, sandbox: 90, fetch: 700, scripts: 100, decode: 12, install: 0, total: 1104 },
    ...over,
  }
}

const HOST = 'metrics.left-padd.example'
const FETCH = sampleReport().runs

/** Looks up, sends a decoy token, three levels deep. */
export const STEALER: ScanReport = sampleReport({
  verdict: 'malicious',
  packages: [
    samplePackage({ name: 'colour-kit', version: '2.0.4', direct: true }),
    samplePackage({
      name: 'left-padd',
      version: '1.3.1',
      scripts: ['postinstall'],
      verdict: 'malicious',
      basis: 'watched',
    }),
  ],
  findings: [
    sampleFinding({ code: 'foreign-lookup', host: HOST, protocol: 'dns', detail: 'A, AAAA', count: 2 }),
    sampleFinding({
      code: 'foreign-contact',
      host: HOST,
      address: '198.18.0.7',
      port: 443,
      protocol: 'https',
      detail: `POST https://${HOST}/i, 1200 bytes`,
    }),
    sampleFinding({
      code: 'canary-sent',
      severity: 'malicious',
      host: HOST,
      protocol: 'https',
      detail: 'npm token in the body, base64',
      time: START + 0.967,
    }),
  ],
  queries: [
    {
      name: HOST,
      type: 'A',
      package: 'left-padd',
      version: '1.3.1',
      script: 'postinstall',
      time: START + 0.951,
    },
  ],
  runs: [
    ...FETCH,
    sampleRun({
      id: 2,
      requests: [{ time: START + 0.967, method: 'POST', url: `https://${HOST}/i`, bodyLength: 1200 }],
    }),
  ],
  capture: {
    path: '/home/ada/.local/state/safe-npm/captures/01JDZX5B8QK3M7N2P4R6S8T0VW.pcap',
    packets: 96,
    dropped: 0,
    complete: true,
  },
})

const DOWNLOADS = 'download.cypress.example'

/** Fetches a prebuilt program and nothing else. */
export const DOWNLOADER: ScanReport = sampleReport({
  verdict: 'suspicious',
  packages: [
    samplePackage({
      name: 'cypress',
      version: '15.3.0',
      direct: true,
      scripts: ['postinstall'],
      verdict: 'suspicious',
      basis: 'watched',
    }),
  ],
  findings: [
    ...(['foreign-lookup', 'foreign-contact'] as const).map((code) =>
      sampleFinding({
        code,
        package: 'cypress',
        version: '15.3.0',
        path: ['cypress@15.3.0'],
        host: DOWNLOADS,
        protocol: code === 'foreign-lookup' ? 'dns' : 'https',
      }),
    ),
  ],
  runs: [
    ...FETCH,
    sampleRun({
      id: 2,
      package: 'cypress',
      version: '15.3.0',
      command: 'node index.js --exec install',
      exitCode: 1,
      requests: [
        {
          time: START + 1,
          method: 'GET',
          url: `https://${DOWNLOADS}/desktop/15.3.0?platform=linux&arch=x64`,
          bodyLength: 0,
        },
      ],
    }),
  ],
})

/** A script that did not end. */
export const ENDLESS: ScanReport = sampleReport({
  verdict: 'inconclusive',
  findings: [
    sampleFinding({
      code: 'watch-incomplete',
      severity: 'inconclusive',
      package: 'foo',
      version: '2.0.0',
      path: ['foo@2.0.0'],
      detail: 'script-timeout',
      time: null,
    }),
  ],
  runs: [
    ...FETCH,
    sampleRun({
      id: 2,
      package: 'foo',
      version: '2.0.0',
      endedAt: null,
      exitCode: null,
      timedOut: true,
      command: 'sleep 1d',
    }),
  ],
})

/** The sensor died, and said why. */
export const DEAD_SENSOR: ScanReport = sampleReport({
  verdict: 'inconclusive',
  findings: [
    sampleFinding({
      code: 'watch-incomplete',
      severity: 'inconclusive',
      phase: null,
      package: null,
      version: null,
      script: null,
      path: [],
      detail: 'sensor-died: the sensor ended with 1: Error: no tcpdump\x1b[2J',
      time: null,
    }),
  ],
})

/** Everything that comes from outside is hostile here. */
export const EVIL = '\x1b[2J\x1b]0;owned\x07\r\nsafe-npm: all is well\u202e'
export const SPOOFER: ScanReport = sampleReport({
  verdict: 'suspicious',
  packages: [
    samplePackage({ name: `a${EVIL}`, version: `1${EVIL}`, scripts: ['postinstall'], verdict: 'suspicious' }),
  ],
  findings: [
    sampleFinding({
      code: 'foreign-contact',
      package: `a${EVIL}`,
      version: `1${EVIL}`,
      path: [`b${EVIL}`, `a${EVIL}`],
      host: `h${EVIL}`.repeat(40),
      protocol: `p${EVIL}`,
      detail: EVIL.repeat(200),
    }),
    sampleFinding({ code: 'script-failed', package: `a${EVIL}`, version: `1${EVIL}`, detail: EVIL }),
    sampleFinding({
      code: 'foreign-source',
      package: `c${EVIL}`,
      version: EVIL,
      script: null,
      phase: null,
      detail: EVIL,
    }),
  ],
  queries: [
    { name: EVIL, type: EVIL, package: `a${EVIL}`, version: null, script: 'postinstall', time: START },
  ],
  runs: [
    sampleRun({
      id: 1,
      package: `a${EVIL}`,
      version: `1${EVIL}`,
      command: EVIL,
      signal: EVIL,
      requests: [{ time: START, method: EVIL, url: `https://h${EVIL}/${EVIL}`, bodyLength: 9 }],
    }),
  ],
  capture: { path: `/tmp/${EVIL}`, packets: 1, dropped: 0, complete: false },
})

/** Other codes than hosts, and more packages than fit. */
export const CROWD: ScanReport = sampleReport({
  verdict: 'suspicious',
  findings: [
    sampleFinding({
      code: 'foreign-source',
      package: 'from-git',
      version: '0.1.0',
      script: null,
      phase: null,
      path: ['from-git@0.1.0'],
      host: 'code.example',
      protocol: 'ssh',
      detail: 'git ssh://code.example/team/from-git.git#0123456789abcdef0123456789abcdef01234567',
      time: null,
    }),
    sampleFinding({
      code: 'manifest-mismatch',
      package: 'two-faced',
      script: null,
      phase: null,
      path: ['two-faced@1.3.1'],
      detail: 'scripts postinstall, though none are claimed',
      time: null,
    }),
    sampleFinding({
      code: 'unattributed-traffic',
      package: null,
      version: null,
      script: null,
      path: [],
      address: '192.0.2.77',
      port: 4444,
      protocol: 'tcp',
      detail: 'tcp to 192.0.2.77 port 4444',
    }),
    ...['192.0.2.1', '2001:db8::1'].map((address) =>
      sampleFinding({
        code: 'foreign-contact',
        package: 'literal',
        path: ['literal@1.3.1'],
        address,
        port: 8080,
        protocol: 'tcp',
      }),
    ),
    sampleFinding({
      code: 'process-survived',
      package: 'daemon',
      path: ['daemon@1.3.1'],
      detail: 'sh -c sleep 9',
    }),
    ...['x', 'y', 'z'].map((name) =>
      sampleFinding({
        code: 'registry-write',
        severity: 'malicious',
        package: name,
        path: [`${name}@1.3.1`],
        detail: 'PUT /left-padd',
      }),
    ),
  ],
})
