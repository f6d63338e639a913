import type { ContainerInspectInfo } from 'dockerode'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DockerEngine } from '../../src/sandbox/docker/engine.ts'
import { type BoxResult, type BoxRunner, boxRunner } from '../helpers/boxed.ts'
import { sharedDaemon } from '../helpers/docker-daemon.ts'
import { listenOnHost } from '../helpers/host-listener.ts'

// The seal as the daemon sees it from outside, and as a script finds it from inside.
const { docker, place } = await sharedDaemon()
let box: BoxRunner
let seen: ContainerInspectInfo
beforeAll(async () => {
  box = await boxRunner((tarballs, program) => new DockerEngine({ tarballs, program, places: [place] }))
  let inspected: Promise<ContainerInspectInfo> | null = null
  await box.run([{ name: 'waits', scripts: { install: 'sleep 1' } }], {
    onProgress: (phase) => {
      if (phase === 'install') inspected ??= inspectOnly()
    },
  })
  if (inspected === null) throw new Error('nothing ran')
  seen = await inspected
})
afterAll(() => box[Symbol.asyncDispose]())

async function inspectOnly(): Promise<ContainerInspectInfo> {
  const all = await docker.listContainers()
  expect(all).toHaveLength(1)
  return docker.getContainer(all[0]?.Id ?? '').inspect()
}

describe('from outside', () => {
  it('the container has no network', () => {
    expect(seen.HostConfig.NetworkMode).toBe('none')
    expect(Object.keys(seen.NetworkSettings.Networks)).toEqual(['none'])
    expect(seen.NetworkSettings.Ports).toEqual({})
  })

  it('it has six capabilities and can gain no other', () => {
    expect(seen.HostConfig.CapDrop).toEqual(['ALL'])
    expect(seen.HostConfig.CapAdd?.map((name: string) => name.replace(/^CAP_/, '')).sort()).toEqual([
      'NET_ADMIN',
      'NET_BIND_SERVICE',
      'NET_RAW',
      'SETGID',
      'SETUID',
      'SYS_PTRACE',
    ])
    expect(seen.HostConfig.Privileged).toBe(false)
    expect(seen.HostConfig.SecurityOpt).toContain('no-new-privileges')
    expect(seen.HostConfig.SecurityOpt?.find((option: string) => option.startsWith('seccomp='))).toContain(
      'SCMP_ACT_ERRNO',
    )
  })

  it('nothing of the host is mounted, and no socket of a daemon', () => {
    expect(seen.HostConfig.Binds ?? []).toEqual([])
    expect(seen.Mounts.map(({ Type, Destination, RW }) => ({ Type, Destination, RW }))).toEqual([
      { Type: 'volume', Destination: '/usr/local/lib/node_modules', RW: false },
    ])
    expect(seen.HostConfig.Devices ?? []).toEqual([])
    expect(seen.HostConfig.ReadonlyRootfs).toBe(true)
  })

  it('no namespace is shared with the host or another container', () => {
    const { PidMode, IpcMode, UTSMode, UsernsMode, VolumesFrom, Links } = seen.HostConfig
    expect([PidMode, IpcMode, UTSMode, UsernsMode]).toEqual(['', 'private', '', ''])
    expect([VolumesFrom, Links].map((list) => list ?? [])).toEqual([[], []])
  })

  it('memory, processes and processor time have limits', () => {
    const { Memory, MemorySwap, PidsLimit, NanoCpus } = seen.HostConfig
    expect(Memory).toBeGreaterThan(0)
    expect(MemorySwap).toBe(Memory)
    expect(PidsLimit).toBeGreaterThan(0)
    expect(NanoCpus).toBeGreaterThan(0)
  })

  it('it removes itself, and says whose it is', () => {
    expect(seen.HostConfig.AutoRemove).toBe(true)
    expect(seen.Config.Labels).toMatchObject({ 'safe-npm.role': 'box' })
    expect(JSON.stringify(seen.Config.Env)).not.toMatch(/token|secret|registry/i)
  })
})

describe('from inside', () => {
  const told = ({ findings }: BoxResult) =>
    findings
      .filter(({ severity }) => severity === 'suspicious')
      .map(({ host, address, port, package: name }) => `${name} ${host ?? address}:${port ?? ''}`)
  const tries = (name: string, lines: readonly string[]) => ({
    name,
    scripts: { install: 'sh try.sh' },
    files: { 'try.sh': `exec 2>&1\n${lines.join('\n')}\n` },
  })

  it('no listener of the host is reached, and the attempt is seen', async () => {
    await using listener = await listenOnHost('a-secret-of-the-host')
    const code = `for (const host of ['127.0.0.1', '172.17.0.1', '10.0.2.2', '192.168.65.2'])
      require('net').connect(${listener.port}, host).on('data', (d) => console.log(String(d))).on('error', () => {})`
    const result = await box.run([
      { name: 'calls', scripts: { install: 'node try.js' }, files: { 'try.js': code } },
    ])
    expect(listener.visits()).toBe(0)
    expect(result.outputOf('calls')).not.toContain('a-secret')
    expect(told(result)).toEqual(expect.arrayContaining([`calls 172.17.0.1:${listener.port}`]))
  })

  it('the metadata address of clouds answers with what our sensor makes up, and the attempt is seen', async () => {
    const result = await box.run([
      tries('asks', ['curl -s -m 5 http://169.254.169.254/latest/meta-data/iam/security-credentials/; echo']),
    ])
    expect(result.outputOf('asks').trim()).toBe('app-server-role') // the role of src/sandbox/sensor/answers/metadata.ts
    expect(told(result)).toEqual(['asks 169.254.169.254:80'])
  })

  const PYTHON = (code: string) => `python3 -c '${code}'`
  /** Each is one command that must not succeed. */
  const REFUSED: readonly (readonly [what: string, ...commands: readonly string[]])[] = [
    ['mounting', 'mount -t tmpfs none /tmp', 'mount -t proc none /mnt', 'mount /dev/vda /mnt'],
    ['a device', 'mknod /tmp/disk b 8 0', 'mknod /tmp/memory c 1 1'],
    ['a namespace of its own', 'unshare -Ur true', 'unshare -n true'],
    ['changing the network', 'ip link set lo down', 'ip route flush table local'],
    ['a raw socket', PYTHON('import socket; socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)')],
    ['a packet socket', PYTHON('import socket; socket.socket(17, socket.SOCK_RAW, 3)')],
    [
      'tracing the sensor',
      PYTHON('import ctypes, sys; sys.exit(ctypes.CDLL(None).ptrace(16, 1, 0, 0) != 0)'),
      'cat /proc/1/mem',
      'cat /proc/1/environ',
    ],
    [
      'ending the sensor, the capture, or what it is below',
      'kill -9 1',
      'kill -9 $(pgrep -o tcpdump || echo 1)',
      ...['2', '4'].map((steps) =>
        PYTHON(
          `import os\nup = lambda pid: int(open("/proc/%d/stat" % pid).read().rsplit(")", 1)[1].split()[1])\npid = os.getpid()\nfor _ in range(20):\n  pid = up(pid)\n  if os.stat("/proc/%d" % pid).st_uid == 0: break\nos.kill(pid, ${steps})`,
        ),
      ),
    ],
    [
      'a low port, beside our servers or in place of them',
      ...['("127.0.0.99", 53)', '("203.0.113.9", 53)', '("127.0.0.53", 53)', '("", 999)'].map((place) =>
        PYTHON(
          `import socket\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\ns.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)\ns.bind(${place})`,
        ),
      ),
    ],
    ['reading the sensor', 'ls /usr/local/lib/node_modules/.lib'],
    [
      'writing npm or the system',
      ...[
        '/usr/local/lib/node_modules/npm/x',
        '/usr/local/bin/x',
        '/etc/x',
        '/run/etc/passwd',
        '/mnt/x',
        '/x',
      ].map((path) => `touch ${path}`),
    ],
    ['becoming root', 'su -c id', 'chroot / id', 'setpriv --reuid=0 id', 'sudo -n id'],
    [
      'the settings of the kernel',
      'sysctl -w net.ipv4.ip_forward=1',
      'date -s 2020-01-01',
      'hostname x',
      'echo 1 > /proc/sys/net/ipv4/ip_forward',
    ],
  ]
  it.each(REFUSED)('%s is refused', async (_, ...commands) => {
    const lines = commands.map((command) => `(${command}) && echo "DONE"`)
    const result = await box.run([tries('digs', [...lines, 'echo tried'])])
    expect(result.outputOf('digs')).toMatch(/tried/)
    expect(result.outputOf('digs')).not.toMatch(/DONE/)
    expect(result.faults).toEqual([])
  })

  it('a script dumps no core', async () => {
    expect((await box.run([tries('asks', ['ulimit -c'])])).outputOf('asks').trim()).toBe('0')
  })

  it('a script cannot write into the memory of the next one', async () => {
    const code = `
      import os, re, sys
      done = 0
      for pid in filter(str.isdigit, os.listdir('/proc')):
          if int(pid) in (os.getpid(), os.getppid()): continue
          try:
              command = open('/proc/%s/cmdline' % pid).read()
              if 'node' not in command and 'npm' not in command: continue
              if open('/proc/%s/stat' % pid).read().split()[5] == open('/proc/self/stat').read().split()[5]: continue
              memory = open('/proc/%s/mem' % pid, 'r+b')
              done += 1
          except OSError as e:
              print(pid, e.errno)
      print('opened', done)
    `.replace(/^ {6}/gm, '')
    const first = {
      name: 'first',
      scripts: { install: 'python3 try.py' },
      files: { 'try.py': code },
    }
    const result = await box.run([first, { name: 'second', scripts: { install: 'echo mine' } }])
    expect(result.outputOf('first')).toMatch(/opened 0/)
    expect(result.outputOf('second')).toMatch(/mine/)
  })

  it('a script cannot speak through the debugger of the next one', async () => {
    const code = `
      const fs = require('fs')
      const pids = fs.readdirSync('/proc').filter((name) => Number(name) && Number(name) !== process.pid)
      let refused = 0
      for (const pid of pids) {
        try {
          process.kill(Number(pid), 'SIGUSR1')
          console.log('sent to', pid)
        } catch { refused += 1 }
      }
      console.log('refused', refused > 0)
      setTimeout(() => require('net').connect(9229, '127.0.0.1')
        .on('connect', () => { console.log('connected'); process.exit() })
        .on('error', (error) => console.log(error.code)), 500)
    `
    const result = await box.run([
      { name: 'first', scripts: { install: 'sleep 0.5; node try.js' }, files: { 'try.js': code } },
      { name: 'second', scripts: { install: 'true' } },
    ])
    expect(result.outputOf('first')).toMatch(/refused true/)
    expect(result.outputOf('first')).not.toMatch(/sent to/)
    expect(result.outputOf('second')).not.toMatch(/Debugger/)
  })
})
