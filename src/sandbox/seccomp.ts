/**
 * What the kernel offers beside the network namespace: a filter for system calls, as bubblewrap's `--seccomp` takes it.
 * Network namespaces do not hold AF_VSOCK (a virtual machine's host answers on it), user namespaces do not hold key
 * rings, and a user namespace of its own would let a script make process namespaces in which it is nobody's.
 * Encoding: struct sock_filter, linux/filter.h; offsets: struct seccomp_data, linux/seccomp.h.
 */
interface Architecture {
  /** AUDIT_ARCH_…, linux/audit.h. */
  readonly audit: number
  readonly socket: number
  readonly clone: number
  readonly unshare: number
  readonly setns: number
  /** add_key, request_key, keyctl: nothing of them is of use in a box. */
  readonly keys: readonly number[]
  /** kill, tkill, tgkill, rt_sigqueueinfo, rt_tgsigqueueinfo, fcntl. */
  readonly signals: readonly [number, number, number, number, number, number]
}

/** Numbers of system calls: arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h (Linux 6.12). */
const ARCHITECTURES: Readonly<Record<string, Architecture>> = {
  x64: {
    ...{ audit: 0xc000003e, socket: 41, clone: 56, unshare: 272, setns: 308, keys: [248, 249, 250] },
    signals: [62, 200, 234, 129, 297, 72],
  },
  arm64: {
    ...{ audit: 0xc00000b7, socket: 198, clone: 220, unshare: 97, setns: 268, keys: [217, 218, 219] },
    signals: [129, 130, 131, 138, 240, 25],
  },
}
/** The same number everywhere. Without them libc and libuv take the older calls, whose arguments can be looked at. */
const IO_URING_SETUP = 425
const CLONE3 = 435
const PIDFD_SEND_SIGNAL = 424
/** unix, inet, inet6, netlink. */
const FAMILIES = [1, 2, 10, 16]
const CLONE_NEWUSER = 0x10000000
const SIGUSR1 = 10
const F_SETSIG = 10
/** x86-64 has a second table of calls behind this bit. */
const X32_BIT = 0x40000000

const NUMBER = 0
const ARCH = 4
const FIRST_ARGUMENT = 16
const ARGUMENT_BYTES = 8
const LOAD = 0x20 // BPF_LD | BPF_W | BPF_ABS
const EQUALS = 0x15 // BPF_JMP | BPF_JEQ | BPF_K
const AT_LEAST = 0x35 // BPF_JMP | BPF_JGE | BPF_K
const HAS_BITS = 0x45 // BPF_JMP | BPF_JSET | BPF_K
const RETURN = 0x06 // BPF_RET | BPF_K
const ALLOW = 0x7fff0000
const errno = (code: number) => 0x00050000 | code
const EPERM = errno(1)
const ENOSYS = errno(38)
const EAFNOSUPPORT = errno(97)

type Instruction = readonly [code: number, whenTrue: number, whenFalse: number, value: number]

export interface FilterOptions {
  /**
   * Scripts see each other's processes. SIGUSR1 opens any Node to whoever connects to its debugger: nobody sends it, not
   * even to themselves, nor has the kernel send it when a descriptor can be read.
   */
  readonly sharedProcesses?: boolean
}

/** The filter's bytes; null where the numbers of the system calls are not known. */
export function seccompFilter(
  architecture: string,
  { sharedProcesses = false }: FilterOptions = {},
): Buffer | null {
  const arch = ARCHITECTURES[architecture]
  if (!arch) return null
  const program: Instruction[] = [
    [LOAD, 0, 0, ARCH],
    [EQUALS, 1, 0, arch.audit],
    [RETURN, 0, 0, ENOSYS], // calls of another architecture, whose numbers mean other things
    [LOAD, 0, 0, NUMBER],
    [AT_LEAST, 0, 1, X32_BIT],
    [RETURN, 0, 0, ENOSYS],
    ...[IO_URING_SETUP, CLONE3, ...arch.keys].flatMap((call) => refuse(call, ENOSYS)),
    ...refuse(arch.setns, EPERM),
    ...(sharedProcesses ? noDebuggers(arch) : []),
    ...[arch.clone, arch.unshare].flatMap((call): Instruction[] => [
      [EQUALS, 0, 4, call],
      [LOAD, 0, 0, FIRST_ARGUMENT],
      [HAS_BITS, 0, 1, CLONE_NEWUSER],
      [RETURN, 0, 0, EPERM],
      [RETURN, 0, 0, ALLOW],
    ]),
    [EQUALS, 0, FAMILIES.length + 2, arch.socket],
    [LOAD, 0, 0, FIRST_ARGUMENT],
    ...FAMILIES.map((family, index): Instruction => [EQUALS, FAMILIES.length - index, 0, family]),
    [RETURN, 0, 0, EAFNOSUPPORT],
    [RETURN, 0, 0, ALLOW],
  ]
  return Buffer.concat(program.map(encode))
}

function noDebuggers({ signals }: Architecture): Instruction[] {
  const [kill, tkill, tgkill, queue, queueToThread, fcntl] = signals
  return [
    ...[kill, tkill, queue, PIDFD_SEND_SIGNAL].flatMap((call) => refuseWith(call, 1, SIGUSR1)),
    ...[tgkill, queueToThread].flatMap((call) => refuseWith(call, 2, SIGUSR1)),
    ...refuseWith(fcntl, 1, F_SETSIG),
  ]
}

/** Refuses a call when one of its arguments, counted from 0, is this. The kernel reads an int: its lower half. */
function refuseWith(call: number, argument: number, value: number): Instruction[] {
  return [
    [EQUALS, 0, 4, call],
    [LOAD, 0, 0, FIRST_ARGUMENT + argument * ARGUMENT_BYTES],
    [EQUALS, 0, 1, value],
    [RETURN, 0, 0, EPERM],
    [RETURN, 0, 0, ALLOW],
  ]
}

function refuse(call: number, answer: number): Instruction[] {
  return [
    [EQUALS, 0, 1, call],
    [RETURN, 0, 0, answer],
  ]
}

/** Host byte order: little endian on every platform Node runs on. */
function encode([code, whenTrue, whenFalse, value]: Instruction): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeUInt16LE(code, 0)
  bytes.writeUInt8(whenTrue, 2)
  bytes.writeUInt8(whenFalse, 3)
  bytes.writeUInt32LE(value >>> 0, 4)
  return bytes
}
