import type { Canary, DecoyFile } from '../../model/index.ts'
import type { MetadataDecoys } from '../../sandbox/plan.ts'
import { type Random, randomDigits, randomHex, randomText, tokenWithChecksum } from './random-text.ts'
import { opensshKey } from './ssh-key.ts'

export interface Place {
  readonly random: Random
  /** Base URL of the default registry. */
  readonly registry: string
  readonly user: string
  readonly hostName: string
}

/** One kind of credential: what makes it, and where it really lives. */
interface Planted {
  readonly canary: Omit<Canary, 'issuers'> & { readonly issuers?: readonly string[] }
  readonly files?: readonly (Pick<DecoyFile, 'path' | 'text'> & Partial<DecoyFile>)[]
  readonly env?: Readonly<Record<string, string>>
  readonly metadata?: MetadataDecoys
}

const CODE_HOST = ['github.com', 'api.github.com']

/** Every kind, by how it looks where it is used: prefix, length, alphabet and checksum of the real one. */
export const KINDS: readonly ((place: Place) => Planted)[] = [
  ({ random, registry }) => {
    const value = tokenWithChecksum(random, 'npm_')
    const url = URL.canParse(registry) ? new URL(registry) : null
    const scope = url === null ? '//registry.example/' : `//${url.host}${url.pathname}`
    return {
      canary: { name: 'npm token', value, issuers: url === null ? [] : [url.hostname] },
      files: [{ path: '.npmrc', text: `${scope}:_authToken=${value}\nfund=false\n` }],
      env: { NPM_TOKEN: value },
    }
  },
  ({ random, user }) => {
    const value = tokenWithChecksum(random, 'ghp_')
    const hosts = `github.com:\n    user: ${user}\n    oauth_token: ${value}\n    git_protocol: https\n`
    return {
      canary: { name: 'GitHub token', value, issuers: CODE_HOST },
      files: [
        { path: '.config/gh/hosts.yml', text: hosts },
        { path: '.git-credentials', text: `https://${user}:${value}@github.com\n` },
      ],
      env: { GITHUB_TOKEN: value },
    }
  },
  ({ random }) => {
    const value = randomText(random, 20)
    const text = `hosts:\n  gitlab.com:\n    token: glpat-${value}\n    api_protocol: https\n`
    return {
      canary: { name: 'GitLab token', value, issuers: ['gitlab.com'] },
      files: [{ path: '.config/glab-cli/config.yml', text }],
    }
  },
  ({ random }) => {
    const id = `AKIA${randomText(random, 16, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}`
    const value = randomText(random, 40)
    return {
      canary: { name: 'AWS secret key', value },
      files: [
        {
          path: '.aws/credentials',
          text: `[default]\naws_access_key_id = ${id}\naws_secret_access_key = ${value}\n`,
        },
        { path: '.aws/config', text: '[default]\nregion = eu-central-1\n', mode: 0o644 },
      ],
      env: { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: value },
    }
  },
  ({ random }) => {
    const value = randomText(random, 60)
    const text = JSON.stringify(
      {
        account: '',
        client_id: `${randomDigits(random, 12)}-${randomText(random, 32).toLowerCase()}.apps.googleusercontent.com`,
        client_secret: `GOCSPX-${randomText(random, 28)}`,
        refresh_token: `1//0${value}`,
        type: 'authorized_user',
      },
      null,
      2,
    )
    return {
      canary: { name: 'Google Cloud credential', value },
      files: [{ path: '.config/gcloud/application_default_credentials.json', text }],
    }
  },
  ({ random }) => {
    const value = randomText(random, 34)
    const text = JSON.stringify([
      { client_id: randomHex(random, 32), client_secret: `${randomText(random, 3)}8Q~${value}` },
    ])
    return {
      canary: { name: 'Azure secret', value },
      files: [{ path: '.azure/service_principal_entries.json', text }],
    }
  },
  ({ random, user, hostName }) => {
    const { text, secret } = opensshKey(random, `${user}@${hostName}`)
    return {
      canary: { name: 'SSH key', value: secret },
      files: [
        { path: '.ssh/id_ed25519', text },
        { path: '.ssh/config', text: 'Host *\n    ServerAliveInterval 60\n' },
      ],
    }
  },
  ({ random, user }) => {
    const value = randomText(random, 27)
    const auth = Buffer.from(`${user}:dckr_pat_${value}`).toString('base64')
    const text = `${JSON.stringify({ auths: { 'https://registry.example/v1/': { auth } } }, null, '\t')}\n`
    return { canary: { name: 'Docker login', value }, files: [{ path: '.docker/config.json', text }] }
  },
  ({ random, user }) => {
    const value = randomText(random, 86)
    const claims = Buffer.from(JSON.stringify({ sub: `system:serviceaccount:default:${user}` })).toString(
      'base64url',
    )
    const token = `eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.${claims}.${value}`
    const text = `apiVersion: v1\nkind: Config\ncurrent-context: main\nusers:\n- name: ${user}\n  user:\n    token: ${token}\n`
    return { canary: { name: 'Kubernetes token', value }, files: [{ path: '.kube/config', text }] }
  },
  ({ random }) => {
    const value = randomText(random, 64)
    const token = `pypi-AgEIcHlwaS5vcmcC${value}`
    const text = `[pypi]\nusername = __token__\npassword = ${token}\n`
    return {
      canary: { name: 'PyPI token', value },
      files: [{ path: '.pypirc', text }],
    }
  },
  ({ random, user }) => {
    const value = randomText(random, 20)
    const text = `machine git.${user}.example login ${user} password ${value}\n`
    return { canary: { name: 'password in .netrc', value }, files: [{ path: '.netrc', text }] }
  },
  ({ random, user }) => {
    const value = randomText(random, 24)
    const lines = [
      'cd ~/src',
      'git status',
      'npm test',
      `mysql -u ${user} -p${value} shop`,
      'ls -la',
      'git push',
    ]
    return {
      canary: { name: 'password in the shell history', value },
      files: [{ path: '.bash_history', text: `${lines.join('\n')}\n` }],
    }
  },
  ({ random }) => {
    const value = randomText(random, 24)
    const stripe = randomText(random, 24)
    const text = `NODE_ENV=development\nDATABASE_URL=postgres://app:${value}@db.internal.example:5432/app\nSTRIPE_SECRET_KEY=sk_live_${stripe}\n`
    return {
      canary: { name: 'database password', value },
      files: [{ path: '.env', text, root: 'project' }],
    }
  },
  ({ random }) => {
    const value = randomText(random, 48)
    return {
      canary: { name: 'OpenAI key', value, issuers: ['api.openai.com'] },
      env: { OPENAI_API_KEY: `sk-proj-${value}` },
    }
  },
  ({ random }) => {
    const value = randomText(random, 24)
    const token = `xoxb-${randomDigits(random, 12)}-${randomDigits(random, 12)}-${value}`
    return {
      canary: { name: 'Slack token', value, issuers: ['slack.com'] },
      files: [{ path: '.slack/credentials.json', text: JSON.stringify({ token }) }],
    }
  },
  ({ random }) => {
    const value = randomHex(random, 64)
    const address = randomHex(random, 40)
    const text = JSON.stringify({
      address,
      crypto: { cipher: 'aes-128-ctr', ciphertext: value, kdf: 'scrypt', mac: randomHex(random, 64) },
      version: 3,
    })
    return {
      canary: { name: 'wallet', value },
      files: [{ path: `.ethereum/keystore/UTC--2025-11-02T09-14-07.512Z--${address}`, text }],
    }
  },
  ({ random }) => {
    const value = randomText(random, 64)
    const folder = '.config/google-chrome/Default/Local Extension Settings/nkbihfbeogaeaoehlefnkodbefgpgknn'
    return {
      canary: { name: 'browser wallet', value },
      files: [
        {
          path: `${folder}/000003.log`,
          text: `{"vault":"{\\"data\\":\\"${value}\\",\\"iv\\":\\"${randomText(random, 22)}==\\"}"}`,
        },
      ],
    }
  },
  ({ random }) => {
    const value = randomText(random, 52)
    const profile = `${randomText(random, 8).toLowerCase()}.default-release`
    const text = JSON.stringify({
      logins: [{ hostname: 'https://mail.example', encryptedPassword: `MDoE${value}` }],
    })
    return {
      canary: { name: 'password store of the browser', value },
      files: [{ path: `.mozilla/firefox/${profile}/logins.json`, text }],
    }
  },
  ({ random }) => {
    const accessKeyId = `ASIA${randomText(random, 16, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}`
    const value = randomText(random, 40)
    const token = `IQoJb3JpZ2luX2Vj${value.slice(0, 24)}${randomText(random, 320)}`
    const session = `AQAEA${randomText(random, 49)}==`
    return {
      // The token begins with part of the key: whoever sends either of them has sent this.
      canary: { name: "cloud machine's key", value },
      metadata: { accessKeyId, secretAccessKey: value, token, session },
    }
  },
]
