import { CI_VARIABLES } from './ci-variables.ts'

/** Plain facts about how a machine is set up, which install scripts go by. Nothing else of the user's gets in. */
const KEPT = new Set([
  ...CI_VARIABLES,
  'COLORTERM',
  'FORCE_COLOR',
  'LANG',
  'LANGUAGE',
  'LOGNAME',
  'NODE_ENV',
  'NO_COLOR',
  'PATH',
  'SHELL',
  'TERM',
  'TZ',
  'USER',
  'CC',
  'CXX',
  'CFLAGS',
  'CXXFLAGS',
  'LDFLAGS',
  'MAKEFLAGS',
])
const KEPT_PATTERN = /^LC_[A-Z]+$/
/** npm's settings that hold credentials or name things outside the box; npm never exports `//host/:_authToken`. */
const SECRET_SETTING =
  /auth|token|passw|secret|otp|cert|key|ca$|cafile|proxy|email|username|userconfig|globalconfig|logs|cache|prefix|_registry$/i
const SETTING = /^npm_config_[a-z0-9_]+$/i
const NPM_FACTS = new Set(['npm_command', 'npm_execpath', 'npm_node_execpath', 'npm_config_user_agent'])
const CREDENTIALS_IN_URL = /\/\/[^/@\s]*@/

export interface EnvironmentFacts {
  readonly home: string
  readonly project: string
  readonly userName: string
  readonly node: string
  /** Base URL of the default registry. */
  readonly registry: string
  /** Folder with `include/node/node.h`; null where there are no headers: native builds then ask for them. */
  readonly headers: string | null
}

/** What runs in the box sees this and nothing more. `env` is npm's own environment after it loaded its configuration. */
export function boxEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  facts: EnvironmentFacts,
): Record<string, string> {
  const kept = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && isKept(entry[0], entry[1]),
  )
  return {
    ...Object.fromEntries(kept),
    HOME: facts.home,
    USER: facts.userName,
    LOGNAME: facts.userName,
    INIT_CWD: facts.project,
    NODE: facts.node,
    npm_node_execpath: facts.node,
    npm_config_cache: `${facts.home}/.npm`,
    npm_config_userconfig: `${facts.home}/.npmrc`,
    npm_config_local_prefix: facts.project,
    npm_config_registry: withoutCredentials(facts.registry),
    npm_config_update_notifier: '',
    // The roots of the system with the box's own among them; Node reads no system roots by itself.
    NODE_EXTRA_CA_CERTS: '/etc/ssl/certs/ca-certificates.crt',
    SSL_CERT_FILE: '/etc/ssl/certs/ca-certificates.crt',
    // These bring roots of their own and look at the system's only when they are told to.
    REQUESTS_CA_BUNDLE: '/etc/ssl/certs/ca-certificates.crt',
    PIP_CERT: '/etc/ssl/certs/ca-certificates.crt',
    CARGO_HTTP_CAINFO: '/etc/ssl/certs/ca-certificates.crt',
    DENO_TLS_CA_STORE: 'system',
    ...(facts.headers === null ? {} : { npm_config_nodedir: facts.headers }),
  }
}

/** A registry's address may be written with a user and a password. */
function withoutCredentials(address: string): string {
  if (!URL.canParse(address)) return ''
  const url = new URL(address)
  url.username = ''
  url.password = ''
  return url.href
}

function isKept(name: string, value: string): boolean {
  if (CREDENTIALS_IN_URL.test(value)) return false
  if (KEPT.has(name) || KEPT_PATTERN.test(name) || NPM_FACTS.has(name)) return true
  return SETTING.test(name) && !SECRET_SETTING.test(name.slice('npm_config_'.length))
}
