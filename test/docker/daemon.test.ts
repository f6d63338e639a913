import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import http from 'node:http'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findDaemon, placesHere } from '../../src/sandbox/docker/daemon.ts'
import type { DaemonPlace } from '../../src/sandbox/docker/daemon-places.ts'
import { DockerEngine } from '../../src/sandbox/docker/engine.ts'
import { boxRunner } from '../helpers/boxed.ts'
import { makeCertificates } from '../helpers/certificates.ts'
import { cli } from '../helpers/cli.ts'
import { compile } from '../helpers/compile.ts'
import { freePort, placeOf, securedPlace } from '../helpers/docker-daemon.ts'
import { DAEMON_URL } from '../helpers/engine-under-test.ts'
import { fakeSsh } from '../helpers/fake-ssh.ts'
import { type LoopbackRegistry, startRegistry } from '../helpers/registry.ts'
import { run } from '../helpers/run.ts'
import { createWorld } from '../helpers/world.ts'

const url = process.env[DAEMON_URL] ?? ''
const secured = securedPlace()
let folder: string
let registry: LoopbackRegistry
const servers: Server[] = []
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'places-'))
  await chmod(folder, 0o755)
  registry = await startRegistry()
  await registry.publish('banner')
})
afterAll(async () => {
  for (const server of servers) server.close()
  await registry[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

/** What is found with these variables, as a user would have them. */
async function foundWith(env: Readonly<Record<string, string>>) {
  const names = [
    'DOCKER_HOST',
    'DOCKER_CONTEXT',
    'DOCKER_CONFIG',
    'DOCKER_TLS_VERIFY',
    'DOCKER_CERT_PATH',
    'PATH',
  ]
  const before = Object.fromEntries(names.map((name) => [name, process.env[name]]))
  for (const name of names.filter((one) => one !== 'PATH')) delete process.env[name]
  Object.assign(process.env, env)
  try {
    return await findDaemon(placesHere())
  } finally {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  }
}

async function contextIn(name: string, host: string, current: string | null): Promise<string> {
  const config = await mkdtemp(join(folder, 'config-'))
  const meta = join(config, 'contexts', 'meta', createHash('sha256').update(name).digest('hex'))
  await mkdir(meta, { recursive: true })
  const endpoint = { Host: host, SkipTLSVerify: false }
  await writeFile(
    join(meta, 'meta.json'),
    JSON.stringify({ Name: name, Metadata: {}, Endpoints: { docker: endpoint } }),
  )
  if (current !== null)
    await writeFile(join(config, 'config.json'), JSON.stringify({ currentContext: current }))
  return config
}

async function wrongCertificates(): Promise<string> {
  const other = await mkdtemp(join(folder, 'other-'))
  await makeCertificates(other)
  return other
}

describe('a daemon is found', () => {
  it('by DOCKER_HOST', async () => {
    const { daemon } = await foundWith({ DOCKER_HOST: url })
    expect(daemon).toMatchObject({ name: expect.stringMatching(/^Docker \d/), podman: false })
    expect(daemon?.place.from).toBe('DOCKER_HOST')
    expect(daemon?.cpus).toBeGreaterThan(0)
  })

  it.each([
    ['the current one', 'far', {}],
    ['DOCKER_CONTEXT', null, { DOCKER_CONTEXT: 'far' }],
  ])('by a context: %s', async (_name, current, env) => {
    const { daemon } = await foundWith({ DOCKER_CONFIG: await contextIn('far', url, current), ...env })
    expect(daemon?.place).toMatchObject({ url, from: 'context far' })
  })

  it('over TCP with TLS', async () => {
    const env = {
      DOCKER_HOST: secured.url,
      DOCKER_TLS_VERIFY: '1',
      DOCKER_CERT_PATH: secured.certificates ?? '',
    }
    expect((await foundWith(env)).daemon?.place).toMatchObject({ url: secured.url })
  })

  it('over TCP with the certificates of a context', async () => {
    const config = await contextIn('safe', secured.url, 'safe')
    const tls = join(config, 'contexts', 'tls', createHash('sha256').update('safe').digest('hex'), 'docker')
    await mkdir(tls, { recursive: true })
    const from = secured.certificates ?? ''
    for (const name of ['ca', 'cert', 'key']) {
      await run('cp', [join(from, `${name}.pem`), tls], {
        cwd: folder,
        env: { PATH: process.env.PATH ?? '' },
      })
    }
    expect((await foundWith({ DOCKER_CONFIG: config })).daemon?.place).toMatchObject({ certificates: tls })
  })

  it('over ssh', async () => {
    const ssh = await fakeSsh(await mkdtemp(join(folder, 'ssh-')), url.replace('unix://', ''))
    const env = { DOCKER_HOST: 'ssh://u@far:2222', PATH: `${ssh.bin}:${process.env.PATH}` }
    expect((await foundWith(env)).daemon?.place).toMatchObject({ url: 'ssh://u@far:2222' })
    expect((await ssh.calls())[0]?.slice(3).join(' ')).toBe('-l u -p 2222 -- far docker system dial-stdio')
  })

  it('behind others that do not answer, when none was chosen', async () => {
    const gone = { ...placeOf(`unix://${join(folder, 'gone.sock')}`), chosen: false }
    const { daemon, refused } = await findDaemon([gone, placeOf(url)])
    expect(daemon?.place.url).toBe(url)
    expect(refused.map(({ place }) => place)).toEqual([gone])
  })
})

describe('a whole watch works', () => {
  async function watchAt(place: DaemonPlace): Promise<void> {
    await using box = await boxRunner(
      (tarballs, program) => new DockerEngine({ tarballs, program, places: [place] }),
    )
    const large = { 'large.txt': 'x'.repeat(5_000_000) }
    const code = "require('dns').lookup('metrics.example', (e, a) => console.log(a))"
    const result = await box.run([
      { name: 'asks', scripts: { postinstall: 'node setup.js' }, files: { 'setup.js': code, ...large } },
    ])
    expect(result.faults).toEqual([])
    expect(result.findings.map((finding) => `${finding.code} ${finding.host}`)).toContain(
      'foreign-lookup metrics.example',
    )
    expect(result.outputOf('asks')).toMatch(/198\.18\./)
  }

  it('over TCP with TLS', () => watchAt(secured))

  it('over ssh', async () => {
    const ssh = await fakeSsh(await mkdtemp(join(folder, 'ssh-')), url.replace('unix://', ''))
    const { PATH } = process.env
    process.env.PATH = `${ssh.bin}:${PATH}`
    try {
      await watchAt(placeOf('ssh://far'))
    } finally {
      process.env.PATH = PATH
    }
  })
})

/** Where something listens that is no daemon of ours; a stand-in for what cannot be run here. */
async function listening(name: string, server: Server): Promise<string> {
  const path = join(folder, `${name}.sock`)
  await once(server.listen(path), 'listening')
  servers.push(server)
  return `unix://${path}`
}
const answering = (name: string, body: string, status = 200) =>
  listening(
    name,
    http.createServer((_request, response) => response.writeHead(status, { connection: 'close' }).end(body)),
  )
const version = (more: object) =>
  JSON.stringify({ Version: '1.0', ApiVersion: '1.43', Os: 'linux', Arch: 'amd64', ...more })

interface Refusal {
  readonly name: string
  readonly env: () => Promise<Readonly<Record<string, string>>> | Readonly<Record<string, string>>
  readonly detail: RegExp
  readonly fix: RegExp
}

const REFUSALS: readonly Refusal[] = [
  {
    name: 'nothing is there',
    env: () => ({ DOCKER_HOST: `unix://${join(folder, 'gone.sock')}` }),
    detail: /not running: there is no unix:.*gone\.sock \(DOCKER_HOST\)/,
    fix: /unset DOCKER_HOST/,
  },
  {
    name: 'nobody listens at a socket',
    env: async () => {
      const path = join(folder, 'left.sock')
      // A program that is killed leaves its socket behind.
      const code = `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`
      await run(process.execPath, ['-e', code], { cwd: folder, env: {} })
      return { DOCKER_HOST: `unix://${path}` }
    },
    detail: /not running: nobody listens at unix:.*left\.sock/,
    fix: /unset DOCKER_HOST/,
  },
  {
    name: 'nobody listens at a port',
    env: async () => ({ DOCKER_HOST: `tcp://127.0.0.1:${await freePort()}` }),
    detail: /nobody listens at tcp:/,
    fix: /unset DOCKER_HOST/,
  },
  {
    name: 'something that speaks another protocol',
    env: async () => ({
      DOCKER_HOST: await listening(
        'ftp',
        createServer((socket) => void socket.on('error', () => {}).end('220 hello\r\n')),
      ),
    }),
    detail: /ftp\.sock.*Parse Error/,
    fix: /docker context ls/,
  },
  {
    name: 'something that hangs up',
    env: async () => ({
      DOCKER_HOST: await listening(
        'mute',
        createServer((socket) => void socket.destroy()),
      ),
    }),
    detail: /mute\.sock.*(hang up|ECONNRESET|EPIPE)/,
    fix: /docker context ls/,
  },
  {
    name: 'a web server',
    env: async () => ({ DOCKER_HOST: await answering('web', '<html>hello</html>') }),
    detail: /web\.sock.*no Docker daemon/,
    fix: /docker context ls/,
  },
  {
    name: 'a web server that has no such page',
    env: async () => ({ DOCKER_HOST: await answering('not-found', 'no such page', 404) }),
    detail: /not-found\.sock.*404/,
    fix: /docker context ls/,
  },
  {
    name: 'a server that answers null',
    env: async () => ({ DOCKER_HOST: await answering('null', 'null') }),
    detail: /no Docker daemon/,
    fix: /docker context ls/,
  },
  {
    name: 'a server that answers never',
    env: async () => ({
      DOCKER_HOST: await listening(
        'never',
        createServer((socket) => void socket.on('error', () => {})),
      ),
    }),
    detail: /never\.sock.*no answer within 5 s/,
    fix: /docker context ls/,
  },
  {
    name: 'an API that is too old (a stand-in: no such daemon runs here)',
    env: async () => ({ DOCKER_HOST: await answering('old', version({ ApiVersion: '1.30' })) }),
    detail: /its API is 1\.30, 1\.40 or later is needed/,
    fix: /update Docker to 19\.03/,
  },
  {
    name: 'Windows containers (a stand-in: no such daemon runs here)',
    env: async () => ({ DOCKER_HOST: await answering('windows', version({ Os: 'windows' })) }),
    detail: /it runs windows containers/,
    fix: /switch Docker Desktop to Linux containers/,
  },
  {
    name: 'a context that does not exist',
    env: async () => ({
      DOCKER_HOST: '',
      DOCKER_CONTEXT: 'gone',
      DOCKER_CONFIG: await contextIn('far', url, null),
    }),
    detail: /context gone.*no such context/,
    fix: /docker context ls/,
  },
  {
    name: 'an address of nobody',
    env: () => ({ DOCKER_HOST: 'fd://3' }),
    detail: /fd:\/\/3 is no address of a daemon/,
    fix: /docker context ls/,
  },
  {
    name: 'a daemon whose certificate somebody else has signed',
    env: async () => ({
      DOCKER_HOST: secured.url,
      DOCKER_TLS_VERIFY: '1',
      DOCKER_CERT_PATH: await wrongCertificates(),
    }),
    detail: /tcp:.*(unable to verify|self-signed|signature failure)/,
    fix: /DOCKER_CERT_PATH/,
  },
  {
    name: 'a daemon that does not know our certificate',
    env: async () => {
      const other = await wrongCertificates()
      await run('cp', [join(secured.certificates ?? '', 'ca.pem'), other], {
        cwd: folder,
        env: { PATH: process.env.PATH ?? '' },
      })
      return { DOCKER_HOST: secured.url, DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: other }
    },
    detail: /tcp:.*(alert|certificate)/i,
    fix: /DOCKER_CERT_PATH/,
  },
  {
    name: 'certificates that are not there',
    env: () => ({
      DOCKER_HOST: secured.url,
      DOCKER_TLS_VERIFY: '1',
      DOCKER_CERT_PATH: join(folder, 'nowhere'),
    }),
    detail: /tcp:.*(unable to verify|self-signed)/,
    fix: /DOCKER_CERT_PATH/,
  },
  {
    name: 'a daemon with TLS that is asked without',
    env: () => ({ DOCKER_HOST: secured.url }),
    detail: /HTTP request to an HTTPS server/,
    fix: /DOCKER_TLS_VERIFY=1/,
  },
  {
    name: 'ssh that is not let in',
    env: async () => {
      const ssh = await fakeSsh(await mkdtemp(join(folder, 'ssh-')), '', true)
      return { DOCKER_HOST: 'ssh://u@far', PATH: `${ssh.bin}:${process.env.PATH}` }
    },
    detail: /ssh:.*ssh ended with 255: u@far: Permission denied \(publickey\)/,
    fix: /ssh u@far docker version/,
  },
]

describe('it is said why there is none, and what to type:', () => {
  it.each(REFUSALS)('$name', async ({ env: given, detail, fix }) => {
    const env = await given()
    const { daemon, refused } = await foundWith(env)
    expect(daemon).toBeNull()
    expect(refused).toHaveLength(1)
    expect(refused[0]?.detail).toMatch(detail)
    expect(refused[0]?.fix).toMatch(fix)

    await using world = await createWorld({ registry })
    const { PATH, ...rest } = env
    const path = PATH === undefined ? {} : { PATH: `${PATH.split(':')[0]}:${world.env.PATH}` }
    const { code, stderr } = await cli(world, 'safe-npm', ['install', 'banner', '--safe-engine=docker'], {
      env: { ...rest, ...path },
      timeout: 60,
    })
    expect(code, stderr).toBe(103)
    // Broken into lines of a terminal.
    expect(stderr.replace(/\s+/g, ' ')).toMatch(detail)
    expect(stderr).toMatch(fix)
  })

  it('a socket that this user may not open', async () => {
    await using compiled = await compile('sandbox', 'decode', 'model', 'shared')
    const module = new URL(compiled.url('sandbox/docker/daemon.ts'))
    chmodSync(new URL('../../', module), 0o755)
    const server = createServer()
    const host = await listening('forbidden', server)
    chmodSync(join(folder, 'forbidden.sock'), 0o600)
    const code = `import(${JSON.stringify(module.href)}).then(async ({ findDaemon }) => console.log(JSON.stringify((await findDaemon()).refused)))`
    const asNobody = [
      '--reuid=65534',
      '--regid=65534',
      '--clear-groups',
      '--no-new-privs',
      process.execPath,
      '-e',
      code,
    ]
    const { stdout, stderr } = await run('setpriv', asNobody, {
      cwd: '/',
      env: { PATH: process.env.PATH ?? '', HOME: '/nonexistent', DOCKER_HOST: host },
    })
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toMatchObject([
      {
        detail: `permission denied on ${host} (DOCKER_HOST)`,
        fix: expect.stringMatching(/^sudo usermod -aG docker \$USER/),
      },
    ])
  })

  it('ssh that is not installed', async () => {
    const { refused } = await foundWith({ DOCKER_HOST: 'ssh://far', PATH: join(folder, 'nowhere') })
    expect(refused[0]).toMatchObject({
      detail: expect.stringMatching(/ssh cannot be started/),
      fix: expect.stringMatching(/openssh-client/),
    })
  })
})
