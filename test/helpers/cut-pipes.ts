import { tmpdir } from 'node:os'
import { cleanPath } from './machine-npm.ts'
import { run } from './run.ts'
import { requireTools } from './tools.ts'

// Takes the process's Unix stream sockets (all but stdio) by pidfd_getfd and shuts them down: what a broken pipe is.
const SCRIPT = `
import ctypes, os, socket, sys
pid = int(sys.argv[1])
libc = ctypes.CDLL(None, use_errno=True)
pidfd = libc.syscall(434, pid, 0)
cut = 0
for name in os.listdir(f'/proc/{pid}/fd'):
    try:
        target = os.readlink(f'/proc/{pid}/fd/{name}')
    except OSError:
        continue
    if int(name) < 3 or not target.startswith('socket:'):
        continue
    fd = libc.syscall(438, pidfd, int(name), 0)
    if fd < 0:
        sys.exit('pidfd_getfd: ' + os.strerror(ctypes.get_errno()))
    try:
        s = socket.socket(fileno=fd)
        if s.family == socket.AF_UNIX and s.type == socket.SOCK_STREAM:
            s.shutdown(socket.SHUT_RDWR)
            cut += 1
    except OSError:
        pass
sys.exit(0 if cut else 'no pipe was found')
`

/** Cuts every pipe that a process holds to others. */
export async function cutPipes(pid: number): Promise<void> {
  requireTools('python3')
  const { code, stderr } = await run('/usr/bin/python3', ['-c', SCRIPT, String(pid)], {
    cwd: tmpdir(),
    env: { PATH: cleanPath() },
  })
  if (code !== 0) throw new Error(`cutting pipes of ${pid}: ${stderr}`)
}
