import { describe, expect, it } from 'vitest'
import { boxEnvironment } from '../../../src/pipeline/box-environment.ts'

const facts = {
  home: '/home/user',
  project: '/srv/p',
  userName: 'user',
  node: '/usr/bin/node',
  registry: 'https://registry.example/',
  headers: null,
}
const of = (env: Record<string, string | undefined>, change: Partial<typeof facts> = {}) =>
  boxEnvironment(env, { ...facts, ...change })

describe('boxEnvironment', () => {
  it.each([
    ['PATH', '/usr/bin'],
    ['LANG', 'C.UTF-8'],
    ['LC_ALL', 'C'],
    ['TZ', 'UTC'],
    ['TERM', 'xterm'],
    ['CI', 'true'],
    ['NODE_ENV', 'production'],
    ['GITHUB_ACTIONS', 'true'],
    ['CXXFLAGS', '-O2'],
    ['npm_config_user_agent', 'npm/11'],
    ['npm_command', 'install'],
    ['npm_config_foreground_scripts', 'true'],
    ['npm_config_arch', 'x64'],
  ])('keeps %s', (name, value) => expect(of({ [name]: value })[name]).toBe(value))

  it.each([
    'AWS_SECRET_ACCESS_KEY',
    'GITHUB_TOKEN',
    'NPM_TOKEN',
    'NODE_AUTH_TOKEN',
    'SSH_AUTH_SOCK',
    'SSH_AGENT_PID',
    'GPG_AGENT_INFO',
    'HTTP_PROXY',
    'HTTPS_PROXY',
    'https_proxy',
    'NO_PROXY',
    'DOCKER_HOST',
    'KUBECONFIG',
    'XDG_RUNTIME_DIR',
    'DBUS_SESSION_BUS_ADDRESS',
    'DISPLAY',
    'NODE_OPTIONS',
    'LD_PRELOAD',
    'OLDPWD',
    'PWD',
    'SAFE_NPM_HISTORY',
    'EDITOR',
    'LC_secret',
    'LC_ALL_SECRET',
    'npm_config__auth',
    'npm_config__authToken',
    'npm_config__password',
    'npm_config_otp',
    'npm_config_cert',
    'npm_config_key',
    'npm_config_ca',
    'npm_config_cafile',
    'npm_config_proxy',
    'npm_config_https_proxy',
    'npm_config_noproxy',
    'npm_config_email',
    'npm_config_username',
    'npm_config_globalconfig',
    'npm_config_prefix',
    'npm_config_global_prefix',
    'npm_config_logs_dir',
    'npm_config_@scope:registry',
    'npm_config_//registry.example/:_authToken',
    'npm_config_scope_registry',
    'npm_package_name',
    'npm_lifecycle_event',
  ])('leaves out %s', (name) => expect(Object.values(of({ [name]: 'hush' }))).not.toContain('hush'))

  it.each([
    ['PATH', 'https://user:hush@proxy.example/'],
    ['npm_config_node_gyp', 'http://hush@x.example'],
    ['TZ', '//hush@x'],
  ])('leaves out %s with credentials in it', (name, value) =>
    expect(JSON.stringify(of({ [name]: value }))).not.toContain('hush'),
  )

  it('says where it is, whatever the host says', () => {
    const env = of({
      HOME: '/root',
      USER: 'root',
      npm_config_cache: '/root/.npm',
      npm_config_userconfig: '/root/.npmrc',
      INIT_CWD: '/elsewhere',
      NODE: '/x',
      npm_config_registry: 'https://user:hush@registry.example/',
      SSL_CERT_FILE: '/x',
      NODE_EXTRA_CA_CERTS: '/x',
    })
    expect(env).toMatchObject({
      HOME: '/home/user',
      USER: 'user',
      LOGNAME: 'user',
      INIT_CWD: '/srv/p',
      NODE: '/usr/bin/node',
      npm_config_cache: '/home/user/.npm',
      npm_config_userconfig: '/home/user/.npmrc',
      npm_config_registry: 'https://registry.example/',
      SSL_CERT_FILE: '/etc/ssl/certs/ca-certificates.crt',
      NODE_EXTRA_CA_CERTS: '/etc/ssl/certs/ca-certificates.crt',
    })
  })

  it.each([
    ['https://user:hush@registry.example/npm/', 'https://registry.example/npm/'],
    ['https://hush@registry.example/', 'https://registry.example/'],
    ['no address', ''],
  ])('names the registry %s as %s', (registry, said) => {
    expect(of({}, { registry }).npm_config_registry).toBe(said)
  })

  it('skips what is not set', () => expect(Object.values(of({ PATH: undefined }))).not.toContain(undefined))
})
