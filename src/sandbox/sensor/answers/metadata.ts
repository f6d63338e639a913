import type { MetadataDecoys } from '../../plan.ts'
import { type Answer, type Asked, json, NOT_FOUND, text } from './answer.ts'

/** Where cloud machines are told who they are: the providers' documentation, as of 2025-11-01. */
const ADDRESSES: ReadonlySet<string> = new Set([
  '169.254.169.254',
  '169.254.170.2',
  '169.254.170.23',
  'fd00:ec2::254',
  'fd00:ec2::23',
  '100.100.100.200',
])
const NAMES: ReadonlySet<string> = new Set([
  'metadata.google.internal',
  'metadata.azure.internal',
  'instance-data.ec2.internal',
  'instance-data',
])
const ROLE = 'app-server-role'
const HOUR_MS = 3_600_000
const GOOGLE = { 'metadata-flavor': 'Google', server: 'Metadata Server for VM' }
const AMAZON = { server: 'EC2ws' }

/** Credentials that are worth nothing, for whoever asks a cloud's metadata service; null for anybody else. */
export function metadataAnswer(asked: Asked, decoys: MetadataDecoys, now: number): Answer | null {
  if (!ADDRESSES.has(asked.address) && !NAMES.has(asked.host)) return null
  const path = asked.path.replace(/\?.*$/s, '')
  if (path.startsWith('/computeMetadata/')) return google(path, decoys)
  if (path.startsWith('/metadata/')) return azure(path, decoys, now)
  return amazon(asked.method, path, decoys, now)
}

/** IMDSv1 and v2, the containers' endpoint, and Alibaba's, which is made alike. */
function amazon(method: string, path: string, decoys: MetadataDecoys, now: number): Answer {
  if (path === '/latest/api/token' && method === 'PUT') {
    return text(decoys.session, { ...AMAZON, 'x-aws-ec2-metadata-token-ttl-seconds': '21600' })
  }
  const credentials = {
    Code: 'Success',
    LastUpdated: seconds(now - HOUR_MS),
    Type: 'AWS-HMAC',
    AccessKeyId: decoys.accessKeyId,
    SecretAccessKey: decoys.secretAccessKey,
    Token: decoys.token,
    Expiration: seconds(now + 6 * HOUR_MS),
  }
  if (/\/(?:iam|ram)\/security-credentials\/[^/]+$/.test(path)) return json(credentials, AMAZON)
  if (/\/(?:iam|ram)\/security-credentials\/?$/.test(path)) return text(ROLE, AMAZON)
  if (/^\/v\d\/credentials(?:\/|$)/.test(path)) return json({ RoleArn: ROLE, ...credentials }, AMAZON)
  const key = path.replace(/^\/(?:latest|\d{4}-\d{2}-\d{2})\//, '').replace(/\/$/, '')
  const said = PLAIN[key]
  return said === undefined ? NOT_FOUND : text(said, AMAZON)
}

const PLAIN: Readonly<Record<string, string>> = {
  'meta-data': 'ami-id\nhostname\niam/\ninstance-id\ninstance-type\nlocal-ipv4\nplacement/\nsecurity-groups',
  'meta-data/iam': 'info\nsecurity-credentials/',
  'meta-data/ami-id': 'ami-0c7217cdde317cfec',
  'meta-data/hostname': 'ip-10-0-1-23.internal',
  'meta-data/instance-id': 'i-0a1b2c3d4e5f60718',
  'meta-data/instance-type': 't3.medium',
  'meta-data/local-ipv4': '10.0.1.23',
  'meta-data/placement/region': 'eu-central-1',
  'meta-data/placement/availability-zone': 'eu-central-1a',
  'meta-data/security-groups': 'default',
  'dynamic/instance-identity/document': JSON.stringify({
    accountId: '123456789012',
    instanceId: 'i-0a1b2c3d4e5f60718',
    region: 'eu-central-1',
  }),
}

function google(path: string, { token }: MetadataDecoys): Answer {
  if (path.endsWith('/token'))
    return json({ access_token: token, expires_in: 3_599, token_type: 'Bearer' }, GOOGLE)
  if (path.endsWith('/email')) return text('app@project-1.iam.gserviceaccount.com', GOOGLE)
  if (path.endsWith('/project/project-id')) return text('project-1', GOOGLE)
  if (path.endsWith('/service-accounts/')) return text('default/\n', GOOGLE)
  return path.endsWith('/') ? text('instance/\nproject/\n', GOOGLE) : NOT_FOUND
}

function azure(path: string, { token }: MetadataDecoys, now: number): Answer {
  if (path === '/metadata/identity/oauth2/token') {
    return json({
      access_token: token,
      expires_in: '86399',
      expires_on: String(Math.round((now + 24 * HOUR_MS) / 1000)),
      resource: 'https://management.azure.com/',
      token_type: 'Bearer',
    })
  }
  return path.startsWith('/metadata/instance')
    ? json({ compute: { location: 'westeurope', name: 'app-1', osType: 'Linux', vmSize: 'Standard_B2s' } })
    : NOT_FOUND
}

/** Without fractions, as they write it. */
function seconds(now: number): string {
  return new Date(now).toISOString().replace(/\.\d+Z$/, 'Z')
}
