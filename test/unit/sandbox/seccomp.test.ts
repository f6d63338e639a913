import { describe, expect, it } from 'vitest'
import { seccompFilter } from '../../../src/sandbox/seccomp.ts'

/** Runs the program as the kernel does (classic BPF, the few instructions that occur). */
function run(
  filter: Buffer,
  call: { arch: number; number: number; first?: number; second?: number; third?: number },
): number {
  const data = new Map([
    [0, call.number],
    [4, call.arch],
    [16, call.first ?? 0],
    [24, call.second ?? 0],
    [32, call.third ?? 0],
  ])
  let value = 0
  for (let at = 0; at < filter.length / 8; at++) {
    const code = filter.readUInt16LE(at * 8)
    const [yes, no, k] = [
      filter.readUInt8(at * 8 + 2),
      filter.readUInt8(at * 8 + 3),
      filter.readUInt32LE(at * 8 + 4),
    ]
    if (code === 0x20) value = data.get(k) ?? 0
    else if (code === 0x06) return k
    else at += COMPARE[code]?.(value, k) ? yes : no
  }
  throw new Error('the program ends without an answer')
}

const COMPARE: Readonly<Record<number, (value: number, k: number) => boolean>> = {
  21: (value, k) => value === k,
  53: (value, k) => value >= k,
  69: (value, k) => (value & k) !== 0,
}

const ALLOW = 0x7fff0000
const refused = (errno: number) => 0x50000 | errno
const X64 = 0xc000003e
const USER = 0x10000000

const CASES: readonly (readonly [string, Parameters<typeof run>[1], number])[] = [
  ['read', { arch: X64, number: 0 }, ALLOW],
  ['execve', { arch: X64, number: 59 }, ALLOW],
  ['a unix socket', { arch: X64, number: 41, first: 1 }, ALLOW],
  ['an IPv4 socket', { arch: X64, number: 41, first: 2 }, ALLOW],
  ['an IPv6 socket', { arch: X64, number: 41, first: 10 }, ALLOW],
  ['a netlink socket', { arch: X64, number: 41, first: 16 }, ALLOW],
  ['a vsock', { arch: X64, number: 41, first: 40 }, refused(97)],
  ['a packet socket', { arch: X64, number: 41, first: 17 }, refused(97)],
  ['fork', { arch: X64, number: 56, first: 0x1200011 }, ALLOW],
  ['a user namespace by clone', { arch: X64, number: 56, first: USER | 17 }, refused(1)],
  ['a mount namespace by unshare', { arch: X64, number: 272, first: 0x20000 }, ALLOW],
  ['a user namespace by unshare', { arch: X64, number: 272, first: USER | 0x20000000 }, refused(1)],
  ['clone3', { arch: X64, number: 435 }, refused(38)],
  ['io_uring', { arch: X64, number: 425 }, refused(38)],
  ['keyctl', { arch: X64, number: 250 }, refused(38)],
  ['setns', { arch: X64, number: 308 }, refused(1)],
  ['a call of x32', { arch: X64, number: 0x40000000 | 41, first: 40 }, refused(38)],
  ['a call of i386', { arch: 0x40000003, number: 102 }, refused(38)],
]

describe('seccompFilter', () => {
  for (const [name, call, answer] of CASES) {
    it(name, () => expect(run(seccompFilter('x64') ?? Buffer.alloc(0), call)).toBe(answer))
  }

  describe('where scripts see the processes of others', () => {
    const filter = seccompFilter('x64', { sharedProcesses: true }) ?? Buffer.alloc(0)
    const ways = [
      ['kill', 62, 'second'],
      ['tkill', 200, 'second'],
      ['tgkill', 234, 'third'],
      ['rt_sigqueueinfo', 129, 'second'],
      ['rt_tgsigqueueinfo', 297, 'third'],
      ['pidfd_send_signal', 424, 'second'],
      ['fcntl(F_SETSIG)', 72, 'second'],
    ] as const
    it.each(ways)('%s opens no debugger', (_, number, place) => {
      expect(run(filter, { arch: X64, number, [place]: 10 })).toBe(refused(1))
      expect(run(filter, { arch: X64, number, [place]: 9 })).toBe(ALLOW)
      expect(run(seccompFilter('x64') ?? Buffer.alloc(0), { arch: X64, number, [place]: 10 })).toBe(ALLOW)
    })

    it.each(CASES)('the rest is as it is everywhere: %s', (_, call, answer) =>
      expect(run(filter, call)).toBe(answer),
    )
  })

  it('has one for arm64, and none for what it does not know', () => {
    const arm = seccompFilter('arm64') ?? Buffer.alloc(0)
    expect(run(arm, { arch: 0xc00000b7, number: 198, first: 40 })).toBe(refused(97))
    expect(run(arm, { arch: X64, number: 0 })).toBe(refused(38))
    expect(seccompFilter('mips')).toBeNull()
  })
})
