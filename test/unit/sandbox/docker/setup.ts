import { type BoxSetup, DEFAULT_LIMITS } from '../../../../src/sandbox/plan.ts'

/** A box as it is planned for a machine. */
export const SETUP: BoxSetup = {
  paths: {
    project: '/home/u/app',
    home: '/home/u',
    node: '/opt/node/bin/node',
    npm: '/opt/node/lib/node_modules/npm',
  },
  user: { name: 'u', uid: 1000, gid: 1001, shell: '/bin/sh', hostName: 'box-host' },
  env: { PATH: '/opt/node/bin', HOME: '/home/u' },
  registries: [{ url: 'https://registry.example/', host: 'registry.example', port: 443, tls: true }],
  limits: DEFAULT_LIMITS,
}
