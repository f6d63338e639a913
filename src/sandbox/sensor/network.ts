import { execFile } from 'node:child_process'

/**
 * Makes every address local: `lo` is the only interface, and the local routing table covers all of IPv4 and
 * IPv6. A packet to any address then arrives at our own listeners, which see the address that was asked for
 * as the socket's local address. Without these routes a connect would fail before any packet exists.
 */
export function raiseNetwork(): Promise<void> {
  return run(
    'ip',
    ['-batch', '-'],
    'link set lo up\nroute add local 0.0.0.0/0 dev lo\nroute add local ::/0 dev lo\n',
  )
}

/** Runs a program of the system to its end. */
export function run(command: string, args: readonly string[], input = ''): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = execFile(command, args, (error, _stdout, stderr) => {
      if (error) reject(new Error(`${command} ${args.join(' ')}: ${stderr || error.message}`))
      else resolve()
    })
    child.stdin?.on('error', () => {}) // a program that reads nothing may end first
    child.stdin?.end(input)
  })
}
