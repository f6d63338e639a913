import { type ChildProcess, spawn } from 'node:child_process'

export interface Result {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
  /** Milliseconds. */
  readonly time: number
}

export interface RunOptions {
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** Seconds; the process is killed after them and `signal` says so. */
  readonly timeout?: number
  readonly input?: string
}

export interface Running {
  readonly child: ChildProcess
  readonly pid: number
  readonly result: Promise<Result>
}

/** Starts a program with exactly this environment. */
export function start(command: string, args: readonly string[], options: RunOptions): Running {
  const began = performance.now()
  const stdin = options.input === undefined ? 'ignore' : 'pipe'
  const child = spawn(command, args, { cwd: options.cwd, env: options.env, stdio: [stdin, 'pipe', 'pipe'] })
  const output = { stdout: '', stderr: '' }
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output.stdout += text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (output.stderr += text))
  child.stdin?.end(options.input)
  const timer = setTimeout(() => child.kill('SIGKILL'), (options.timeout ?? 180) * 1000)
  const result = new Promise<Result>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal, ...output, time: performance.now() - began }))
  }).finally(() => clearTimeout(timer))
  return { child, pid: child.pid ?? -1, result }
}

export function run(command: string, args: readonly string[], options: RunOptions): Promise<Result> {
  return start(command, args, options).result
}

type Nothing = undefined | null | false

/** Waits until the function gives something. */
export async function until<T>(
  what: string,
  probe: () => T | Nothing | Promise<T | Nothing>,
  seconds = 60,
): Promise<T> {
  const end = performance.now() + seconds * 1000
  for (;;) {
    const value = await probe()
    if (value !== undefined && value !== null && value !== false) return value
    if (performance.now() > end) throw new Error(`waited ${seconds} s in vain for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
