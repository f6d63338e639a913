import type { Kind } from './kind.ts'
import { randomHex, randomText } from './random-text.ts'
import { opensshKey } from './ssh-key.ts'

const METAMASK = 'nkbihfbeogaeaoehlefnkodbefgpgknn'

/** What lies in a home and in a project: keys, passwords, wallets. */
export const HOME_KINDS: readonly Kind[] = [
  ({ random, user, hostName }) => {
    const { text, secret } = opensshKey(random, `${user}@${hostName}`)
    const server = randomText(random, 43)
    return {
      canaries: [
        { name: 'SSH key', value: secret },
        { name: 'list of SSH servers', value: server },
      ],
      files: [
        { path: '.ssh/id_ed25519', text },
        { path: '.ssh/config', text: 'Host *\n    ServerAliveInterval 60\n' },
        {
          path: '.ssh/known_hosts',
          text: `git.${user}.example ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${server}\n`,
          mode: 0o644,
        },
      ],
    }
  },
  ({ random, user }) => {
    const value = randomText(random, 20)
    const text = `machine git.${user}.example login ${user} password ${value}\n`
    return { canaries: [{ name: 'password in .netrc', value }], files: [{ path: '.netrc', text }] }
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
      canaries: [{ name: 'password in the shell history', value }],
      files: [{ path: '.bash_history', text: `${lines.join('\n')}\n` }],
    }
  },
  ({ random }) => {
    const value = randomText(random, 24)
    const stripe = randomText(random, 24)
    const text = `NODE_ENV=development\nDATABASE_URL=postgres://app:${value}@db.internal.example:5432/app\nSTRIPE_SECRET_KEY=sk_live_${stripe}\n`
    return {
      canaries: [
        { name: 'database password', value },
        { name: 'Stripe key', value: stripe, issuers: ['api.stripe.com'] },
      ],
      files: [{ path: '.env', text, root: 'project' }],
    }
  },
  ({ random }) => {
    const value = randomHex(random, 64)
    const address = randomHex(random, 40)
    const mac = randomHex(random, 64)
    const text = JSON.stringify({
      address,
      crypto: { cipher: 'aes-128-ctr', ciphertext: value, kdf: 'scrypt', mac },
      version: 3,
    })
    return {
      canaries: [
        { name: 'wallet', value },
        { name: 'address of the wallet', value: address },
        { name: "wallet's checksum", value: mac },
      ],
      files: [{ path: `.ethereum/keystore/UTC--2025-11-02T09-14-07.512Z--${address}`, text }],
    }
  },
  ({ random }) => {
    const value = randomText(random, 64)
    const iv = randomText(random, 22)
    const folder = `.config/google-chrome/Default/Local Extension Settings/${METAMASK}`
    return {
      canaries: [
        { name: 'browser wallet', value },
        { name: "browser wallet's salt", value: iv },
      ],
      files: [
        {
          path: `${folder}/000003.log`,
          text: `{"vault":"{\\"data\\":\\"${value}\\",\\"iv\\":\\"${iv}==\\"}"}`,
        },
      ],
    }
  },
  ({ random }) => {
    const value = randomText(random, 200)
    return {
      canaries: [{ name: 'desktop wallet', value }],
      files: [{ path: '.config/Exodus/exodus.wallet/seed.seco', text: `SECO\0\0\0\0${value}` }],
    }
  },
  ({ random }) => {
    const value = randomText(random, 200)
    return {
      canaries: [{ name: 'Bitcoin wallet', value }],
      files: [{ path: '.bitcoin/wallet.dat', text: `\0\0\0\0\x01\0\0\0\0\0\0\0b1\x05\0${value}` }],
    }
  },
  ({ random }) => {
    const value = randomText(random, 52)
    const profile = `${randomText(random, 8).toLowerCase()}.default-release`
    const text = JSON.stringify({
      logins: [{ hostname: 'https://mail.example', encryptedPassword: `MDoE${value}` }],
    })
    return {
      canaries: [{ name: 'password store of the browser', value }],
      files: [{ path: `.mozilla/firefox/${profile}/logins.json`, text }],
    }
  },
]
