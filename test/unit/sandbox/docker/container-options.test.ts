import { describe, expect, it } from 'vitest'
import { containerOptions, seccompProfile } from '../../../../src/sandbox/docker/container-options.ts'
import { LAYOUT } from '../../../../src/sandbox/docker/layout.ts'
import type { BoxSetup } from '../../../../src/sandbox/plan.ts'
import { SETUP } from './setup.ts'

const options = (
  more: Partial<BoxSetup> = {},
  rest: { cpus?: number; podman?: boolean; seccomp?: string | null } = {},
) =>
  containerOptions({
    image: 'sha256:1',
    kit: 'kit-1',
    setup: { ...SETUP, ...more },
    labels: { role: 'box' },
    cpus: 2,
    podman: false,
    seccomp: '{"defaultAction":"SCMP_ACT_ERRNO"}',
    ...rest,
  })
const host = (...args: Parameters<typeof options>) => options(...args).HostConfig ?? {}
const at = (project: string, home: string) =>
  host({ paths: { ...SETUP.paths, project, home } }).Tmpfs as Record<string, string>

describe('a container', () => {
  it('has no network, and no name server of the host', () => {
    expect(host()).toMatchObject({ NetworkMode: 'none', Dns: ['127.0.0.53'] })
    expect(host().PortBindings ?? options().ExposedPorts ?? null).toBeNull()
  })

  it('has these six rights and no other', () => {
    expect(host()).toMatchObject({ CapDrop: ['ALL'], Privileged: false })
    expect([...(host().CapAdd ?? [])].sort()).toEqual([
      'NET_ADMIN',
      'NET_BIND_SERVICE',
      'NET_RAW',
      'SETGID',
      'SETUID',
      'SYS_PTRACE',
    ])
  })

  it('can gain none, and has our filter', () => {
    expect(host().SecurityOpt).toEqual(['no-new-privileges', 'seccomp={"defaultAction":"SCMP_ACT_ERRNO"}'])
    expect(host({}, { seccomp: null }).SecurityOpt).toEqual(['no-new-privileges'])
  })

  it('has nothing of the host but a volume that nobody can write to', () => {
    expect(host().Mounts).toEqual([
      { Type: 'volume', Source: 'kit-1', Target: LAYOUT.modules, ReadOnly: true },
    ])
    for (const name of [
      'Binds',
      'VolumesFrom',
      'Devices',
      'DeviceRequests',
      'Links',
      'PidMode',
      'UTSMode',
      'UsernsMode',
    ]) {
      expect(host()).not.toHaveProperty(name)
    }
    expect(options()).not.toHaveProperty('Volumes')
    expect(JSON.stringify(options())).not.toMatch(/docker\.sock|podman\.sock|"bind"/)
  })

  it("shares no namespace with the host, and keeps no log at the daemon's", () => {
    expect(host()).toMatchObject({ IpcMode: 'private', LogConfig: { Type: 'none' } })
    expect(JSON.stringify(host())).not.toMatch(/Mode":"host|container:/)
  })

  it('is attached once, ends with its input and then removes itself', () => {
    expect(options()).toMatchObject({ Tty: false, OpenStdin: true, StdinOnce: true, AttachStdin: true })
    expect(host()).toMatchObject({ AutoRemove: true })
  })

  it("knows nothing of the host's environment", () => {
    expect(options().Env).toEqual([`PATH=${LAYOUT.path}`, 'LANG=C'])
  })

  it('has its labels, and the name of the machine', () => {
    expect(options()).toMatchObject({ Labels: { role: 'box' }, Hostname: 'box-host' })
    expect(host().ExtraHosts).toEqual(['box-host:127.0.1.1'])
    // What Linux takes for a name has 64 bytes with its end.
    expect(options({ user: { ...SETUP.user, hostName: 'x'.repeat(80) } }).Hostname).toHaveLength(63)
  })
})

const WRITABLE: readonly (readonly [
  name: string,
  project: string,
  home: string,
  mounts: readonly string[],
])[] = [
  ['a project in the home', '/home/u/app', '/home/u', ['/home/u']],
  ['a project that is the home', '/home/u', '/home/u', ['/home/u']],
  ['a project elsewhere', '/srv/app', '/home/u', ['/home/u', '/srv/app']],
  ['a home in the project', '/srv', '/srv/home/u', ['/srv']],
  ['names that only begin alike', '/home/user/app', '/home/u', ['/home/u', '/home/user/app']],
  ['a home below /tmp', '/srv/app', '/tmp/home', ['/srv/app']],
  ['both below /tmp', '/tmp/x/app', '/tmp/x', []],
  ['a project that is /tmp', '/tmp', '/root', ['/root']],
  ['a project below /var/tmp', '/var/tmp/app', '/root', ['/root']],
  ['a project beside /tmp', '/tmpfiles/app', '/root', ['/root', '/tmpfiles/app']],
  ['a project of Windows below WSL', '/mnt/c/app', '/root', ['/mnt/c/app', '/root']],
]

describe('what can be written', () => {
  it.each(WRITABLE)('is in memory: %s', (_name, project, home, mounts) => {
    const always = ['/tmp', '/var/tmp', '/run', '/mnt']
    expect(Object.keys(at(project, home)).sort()).toEqual([...always, ...mounts].sort())
  })

  it('is all there is', () => expect(host()).toMatchObject({ ReadonlyRootfs: true }))

  it("is the box's user's", () => {
    for (const path of ['/home/u', '/srv/app']) {
      expect(at('/srv/app', '/home/u')[path]).toMatch(/mode=0755,uid=1000,gid=1001/)
    }
    for (const path of ['/tmp', '/var/tmp']) expect(at('/srv/app', '/home/u')[path]).toMatch(/mode=1777$/)
  })

  it("is everybody's in the box where a daemon gives a tmpfs to nobody", () => {
    const { Tmpfs } = host({}, { podman: true })
    for (const [path, options] of Object.entries(Tmpfs as Record<string, string>)) {
      expect(options).toMatch(/notmpcopyup/)
      expect(options).not.toMatch(/uid=/)
      expect(options).toMatch(path === '/run' || path === '/mnt' ? /mode=0755$/ : /mode=(0777|1777)$/)
    }
  })

  it.each(['/run', '/mnt'])("is root's alone and runs nothing at %s", (path) => {
    expect(at('/srv/app', '/home/u')[path]).toMatch(/noexec.*mode=0755$/)
    expect(at('/srv/app', '/home/u')[path]).not.toMatch(/uid=/)
  })

  it('holds no device and no set-user-id program', () => {
    for (const mount of Object.values(at('/srv/app', '/home/u')))
      expect(mount).toMatch(/nosuid,nodev.*size=\d+/)
  })
})

describe('limits', () => {
  it('are those of the plan, and what the sensor needs', () => {
    const limits = { ...SETUP.limits, memoryBytes: 1_000, diskBytes: 500, processes: 10 }
    const { Memory = 0, MemorySwap, PidsLimit = 0, Tmpfs } = host({ limits })
    expect(Memory).toBeGreaterThan(1_500)
    expect(MemorySwap).toBe(Memory)
    expect(PidsLimit).toBeGreaterThan(10)
    expect((Tmpfs as Record<string, string>)['/tmp']).toContain('size=500,')
  })

  it.each([
    [1, 1],
    [4, 4],
    [64, 4],
  ])('%i processors give a box %i', (cpus, given) => expect(host({}, { cpus }).NanoCpus).toBe(given * 1e9))
})

/** docker/seccomp.json, as the daemon is told. */
const { defaultAction, syscalls, archMap } = JSON.parse(seccompProfile()) as {
  defaultAction: string
  archMap: { architecture: string; subArchitectures: string[] }[]
  syscalls: { names: string[]; action: string; args?: object[]; errnoRet?: number }[]
}
const allowed = new Set(
  syscalls.filter(({ action, args }) => action === 'SCMP_ACT_ALLOW' && !args).flatMap(({ names }) => names),
)

/** Groups as in the profile's comment. */
const DANGEROUS: Readonly<Record<string, string>> = {
  'the kernel itself': 'init_module finit_module delete_module kexec_load kexec_file_load reboot syslog acct',
  'file systems and namespaces':
    'mount umount umount2 pivot_root chroot fsopen fsmount fsconfig fspick move_mount open_tree mount_setattr setns unshare open_by_handle_at name_to_handle_at quotactl swapon swapoff',
  'clocks and names': 'settimeofday clock_settime clock_adjtime adjtimex stime sethostname setdomainname',
  hardware: 'iopl ioperm',
  'watching and programming the kernel':
    'bpf perf_event_open userfaultfd fanotify_init lookup_dcookie io_uring_setup io_uring_enter io_uring_register',
  keyrings: 'add_key request_key keyctl',
  'the memory of others':
    'process_vm_readv process_vm_writev process_madvise kcmp pidfd_getfd move_pages migrate_pages',
  'what is no more':
    'uselib ustat sysfs _sysctl nfsservctl vm86 vm86old modify_ldt personality vserver create_module',
}

/** Without these each of them ends; that they do run is the engine's contract. */
const NEEDED: Readonly<Record<string, string>> = {
  node: 'read write openat close epoll_create1 epoll_ctl epoll_pwait eventfd2 pipe2 clone clone3 execve futex mmap mprotect munmap madvise statx getrandom socket socketpair connect bind listen accept4 sendmsg recvmsg rt_sigaction rt_sigprocmask sched_getaffinity prlimit64 set_robust_list rseq membarrier copy_file_range pkey_alloc capget',
  npm: 'mkdir mkdirat rename renameat2 link linkat symlink symlinkat unlink unlinkat rmdir chmod fchmod fchmodat chown fchown lchown utimensat futimesat fsync fdatasync ftruncate flock getdents64 readlink readlinkat access faccessat2 inotify_init1 inotify_add_watch umask getcwd chdir',
  python:
    'ioctl lseek fstat newfstatat getegid geteuid getgid getuid sysinfo uname wait4 vfork dup dup2 dup3 fcntl select poll pselect6 ppoll nanosleep clock_nanosleep getpid getppid gettid',
  gcc: 'fork brk arch_prctl pread64 pwrite64 readv writev getrusage times setrlimit sigaltstack rt_sigreturn exit exit_group tgkill kill waitid close_range',
  'the sensor':
    'setuid setgid setresuid setresgid setgroups prctl seccomp capset setsid ptrace setsockopt getsockopt sendto recvfrom sendmmsg recvmmsg',
}

describe('docker/seccomp.json', () => {
  it('refuses what it does not name, for both architectures and no older one', () => {
    expect(defaultAction).toBe('SCMP_ACT_ERRNO')
    expect(archMap).toEqual([
      { architecture: 'SCMP_ARCH_X86_64', subArchitectures: [] },
      { architecture: 'SCMP_ARCH_AARCH64', subArchitectures: [] },
    ])
    for (const { action } of syscalls) expect(['SCMP_ACT_ALLOW', 'SCMP_ACT_ERRNO']).toContain(action)
  })

  it.each(Object.entries(DANGEROUS))('allows nothing of %s', (_name, names) => {
    expect(names.split(' ').filter((name) => allowed.has(name))).toEqual([])
  })

  it.each(Object.entries(NEEDED))('allows what %s needs', (_name, names) => {
    expect(names.split(' ').filter((name) => !allowed.has(name))).toEqual([])
  })

  it('names nothing twice with two answers', () => {
    const refused = syscalls.filter(({ action }) => action === 'SCMP_ACT_ERRNO').flatMap(({ names }) => names)
    expect(refused.filter((name) => allowed.has(name))).toEqual([])
  })

  it('lets a persona change nothing but how the machine calls itself', () => {
    const personas = syscalls.filter(({ names }) => names.includes('personality'))
    // PER_LINUX, PER_LINUX32, with UNAME26, and asking: none switches ASLR off (0x0040000).
    expect(personas.flatMap(({ args }) => args)).toEqual(
      [0, 8, 0x20000, 0x20008, 0xffffffff].map((value) => ({ index: 0, value, op: 'SCMP_CMP_EQ' })),
    )
  })
})
