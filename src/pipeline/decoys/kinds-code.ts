import type { Kind } from './kind.ts'
import { randomDigits, randomText, tokenWithChecksum } from './random-text.ts'

const CODE_HOST = ['github.com', 'api.github.com']

/** What opens the places where code is kept, published and built. */
export const CODE_KINDS: readonly Kind[] = [
  ({ random, registry }) => {
    const value = tokenWithChecksum(random, 'npm_')
    const url = URL.canParse(registry) ? new URL(registry) : null
    const scope = url === null ? '//registry.example/' : `//${url.host}${url.pathname}`
    return {
      canaries: [{ name: 'npm token', value, issuers: url === null ? [] : [url.hostname] }],
      files: [{ path: '.npmrc', text: `${scope}:_authToken=${value}\nfund=false\n` }],
      env: { NPM_TOKEN: value, NODE_AUTH_TOKEN: value },
    }
  },
  ({ random, user }) => {
    const value = tokenWithChecksum(random, 'ghp_')
    const hosts = `github.com:\n    user: ${user}\n    oauth_token: ${value}\n    git_protocol: https\n`
    return {
      canaries: [{ name: 'GitHub token', value, issuers: CODE_HOST }],
      files: [
        { path: '.config/gh/hosts.yml', text: hosts },
        { path: '.git-credentials', text: `https://${user}:${value}@github.com\n` },
      ],
      env: { GITHUB_TOKEN: value, GH_TOKEN: value },
    }
  },
  ({ random }) => {
    const value = randomText(random, 20)
    const text = `hosts:\n  gitlab.com:\n    token: glpat-${value}\n    api_protocol: https\n`
    return {
      canaries: [{ name: 'GitLab token', value, issuers: ['gitlab.com'] }],
      files: [{ path: '.config/glab-cli/config.yml', text }],
    }
  },
  ({ random, user }) => {
    const value = randomText(random, 27)
    const auth = Buffer.from(`${user}:dckr_pat_${value}`).toString('base64')
    const text = `${JSON.stringify({ auths: { 'https://registry.example/v1/': { auth } } }, null, '\t')}\n`
    return { canaries: [{ name: 'Docker login', value }], files: [{ path: '.docker/config.json', text }] }
  },
  ({ random }) => {
    const value = randomText(random, 64)
    const token = `pypi-AgEIcHlwaS5vcmcC${value}`
    const text = `[pypi]\nusername = __token__\npassword = ${token}\n`
    return { canaries: [{ name: 'PyPI token', value }], files: [{ path: '.pypirc', text }] }
  },
  ({ random }) => {
    const value = randomText(random, 48)
    return {
      canaries: [{ name: 'OpenAI key', value, issuers: ['api.openai.com'] }],
      env: { OPENAI_API_KEY: `sk-proj-${value}` },
    }
  },
  ({ random }) => {
    const value = randomText(random, 93)
    return {
      canaries: [{ name: 'Anthropic key', value, issuers: ['api.anthropic.com'] }],
      env: { ANTHROPIC_API_KEY: `sk-ant-api03-${value}AA` },
    }
  },
  ({ random }) => {
    const value = randomText(random, 24)
    const token = `xoxb-${randomDigits(random, 12)}-${randomDigits(random, 12)}-${value}`
    return {
      canaries: [{ name: 'Slack token', value, issuers: ['slack.com'] }],
      files: [{ path: '.slack/credentials.json', text: JSON.stringify({ token }) }],
    }
  },
]
