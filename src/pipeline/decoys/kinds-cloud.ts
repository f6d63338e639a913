import type { Kind } from './kind.ts'
import { randomDigits, randomHex, randomText } from './random-text.ts'

const KEY_ID = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
/** Of a PKCS#8 RSA key of 2,048 bits in base64, the part that is the same in all of them. */
const RSA_BEGINNING = 'MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQC'
const RSA_LENGTH = 1_624
const PEM_LINE = 64

/** What opens machines and what runs on them. */
export const CLOUD_KINDS: readonly Kind[] = [
  ({ random }) => {
    const id = randomText(random, 16, KEY_ID)
    const value = randomText(random, 40)
    const text = `[default]\naws_access_key_id = AKIA${id}\naws_secret_access_key = ${value}\n`
    return {
      canaries: [
        { name: 'AWS secret key', value },
        { name: 'AWS access key id', value: id },
      ],
      files: [
        { path: '.aws/credentials', text },
        { path: '.aws/config', text: '[default]\nregion = eu-central-1\n', mode: 0o644 },
      ],
      env: { AWS_ACCESS_KEY_ID: `AKIA${id}`, AWS_SECRET_ACCESS_KEY: value },
    }
  },
  ({ random }) => {
    const value = randomText(random, 60)
    const secret = randomText(random, 28)
    const client = randomText(random, 32).toLowerCase()
    const text = JSON.stringify(
      {
        account: '',
        client_id: `${randomDigits(random, 12)}-${client}.apps.googleusercontent.com`,
        client_secret: `GOCSPX-${secret}`,
        refresh_token: `1//0${value}`,
        type: 'authorized_user',
      },
      null,
      2,
    )
    return {
      canaries: [
        { name: 'Google Cloud credential', value },
        { name: 'Google Cloud client secret', value: secret },
        { name: 'Google Cloud client', value: client },
      ],
      files: [{ path: '.config/gcloud/application_default_credentials.json', text }],
    }
  },
  ({ random, user }) => {
    const value = randomText(random, RSA_LENGTH - RSA_BEGINNING.length)
    const id = randomHex(random, 40)
    const lines = `${RSA_BEGINNING}${value}`.match(new RegExp(`.{1,${PEM_LINE}}`, 'g')) ?? []
    const text = JSON.stringify(
      {
        type: 'service_account',
        project_id: `${user}-dev`,
        private_key_id: id,
        private_key: `-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----\n`,
        client_email: `deploy@${user}-dev.iam.gserviceaccount.com`,
        client_id: randomDigits(random, 21),
      },
      null,
      2,
    )
    const path = `.config/gcloud/${user}-dev-${id.slice(0, 12)}.json`
    return {
      // Lines are cut by JSON's \n: each by itself is enough.
      canaries: [
        { name: 'Google service account key', value },
        { name: 'Google service account key id', value: id },
      ],
      files: [{ path, text }],
    }
  },
  ({ random }) => {
    const value = randomText(random, 34)
    const id = randomHex(random, 32)
    const text = JSON.stringify([{ client_id: id, client_secret: `${randomText(random, 3)}8Q~${value}` }])
    return {
      canaries: [
        { name: 'Azure secret', value },
        { name: 'Azure client id', value: id },
      ],
      files: [{ path: '.azure/service_principal_entries.json', text }],
    }
  },
  ({ random, user }) => {
    const value = randomText(random, 86)
    const claims = Buffer.from(JSON.stringify({ sub: `system:serviceaccount:default:${user}` })).toString(
      'base64url',
    )
    const token = `eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.${claims}.${value}`
    const text = `apiVersion: v1\nkind: Config\ncurrent-context: main\nusers:\n- name: ${user}\n  user:\n    token: ${token}\n`
    return { canaries: [{ name: 'Kubernetes token', value }], files: [{ path: '.kube/config', text }] }
  },
  ({ random }) => {
    const id = randomText(random, 16, KEY_ID)
    const value = randomText(random, 40)
    const tokenValue = randomText(random, 344)
    const session = randomText(random, 49)
    return {
      // The session is sent back to the cloud by everybody who asks it anything: it is not looked for.
      canaries: [
        { name: "cloud machine's key", value },
        { name: "cloud machine's access key id", value: id },
        { name: "cloud machine's session token", value: tokenValue },
      ],
      metadata: {
        accessKeyId: `ASIA${id}`,
        secretAccessKey: value,
        token: `IQoJb3JpZ2luX2Vj${tokenValue}`,
        session: `AQAEA${session}==`,
      },
    }
  },
]
