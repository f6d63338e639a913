export interface Interruption {
  readonly stop: AbortSignal
  readonly leave: AbortSignal
  release(): void
}

/** The first Ctrl-C takes no more targets; those under way are waited for until the second, or so long. */
export function onInterrupt(tell: () => void, patienceMs: number): Interruption {
  const [stop, leave] = [new AbortController(), new AbortController()]
  const interrupt = () => {
    if (stop.signal.aborted) return leave.abort()
    stop.abort()
    tell()
    setTimeout(() => leave.abort(), patienceMs).unref()
  }
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', interrupt)
  const release = () => {
    process.off('SIGINT', interrupt)
    process.off('SIGTERM', interrupt)
  }
  return { stop: stop.signal, leave: leave.signal, release }
}
