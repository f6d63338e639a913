import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface FakeSsh {
  /** Folder to put first on PATH. */
  readonly bin: string
  /** The arguments of each call so far. */
  calls(): Promise<string[][]>
}

/**
 * A program `ssh` that stands in for a login somewhere else: what it is told to run there is `docker system dial-stdio`,
 * so it relays to the daemon's socket as that does. With `fails` it ends as ssh does when nobody lets it in.
 */
export async function fakeSsh(folder: string, socket: string, fails = false): Promise<FakeSsh> {
  const bin = join(folder, 'bin')
  const log = join(folder, 'calls')
  await mkdir(bin, { recursive: true })
  await writeFile(log, '')
  const act = fails
    ? "process.stderr.write('u@far: Permission denied (publickey).\\n'); process.exitCode = 255"
    : `const far = require('node:net').connect({ path: ${JSON.stringify(socket)}, allowHalfOpen: true })
       process.stdin.pipe(far)
       far.pipe(process.stdout)
       far.on('close', () => process.exit(0))
       far.on('error', (error) => { process.stderr.write(error.message); process.exit(1) })`
  const program = `#!${process.execPath}
require('node:fs').appendFileSync(${JSON.stringify(log)}, JSON.stringify(process.argv.slice(2)) + '\\n')
${act}
`
  await writeFile(join(bin, 'ssh'), program)
  await chmod(join(bin, 'ssh'), 0o755)
  return {
    bin,
    calls: async () =>
      (await readFile(log, 'utf8'))
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as string[]),
  }
}
