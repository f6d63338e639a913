import type { FixturePackage } from '../helpers/fixtures.ts'
import { nodeHeaders } from '../helpers/machine-npm.ts'
import type { LoopbackRegistry } from '../helpers/registry.ts'
import { createWorld } from '../helpers/world.ts'
import { scan } from './runs.ts'
import type { EngineName, Outcome, Threat } from './threat.ts'

/** Everything that the threats publish, each once. */
export function packagesOf(threats: readonly Threat[]): readonly (string | FixturePackage)[] {
  const found = new Map<string, string | FixturePackage>()
  for (const item of threats.flatMap(({ publish }) => publish)) {
    found.set(typeof item === 'string' ? item : `${item.manifest.name}@${item.manifest.version}`, item)
  }
  return [...found.values()]
}

/** What is asked of npm. */
export function specsOf({ specs, publish }: Threat): readonly string[] {
  if (specs !== undefined) return specs
  const [first] = publish
  return first === undefined ? [] : [typeof first === 'string' ? first : first.manifest.name]
}

/** Headers for native builds, where there are any. */
export function headersEnvironment(): Record<string, string> {
  const headers = nodeHeaders()
  return headers === null ? {} : { npm_config_nodedir: headers }
}

/** Lets a threat in as it would come, and looks at it; what was needed for it goes again. */
export async function withOutcome(
  threat: Threat,
  engine: EngineName,
  registry: LoopbackRegistry,
  look: (outcome: Outcome) => Promise<void>,
): Promise<void> {
  const things: AsyncDisposable[] = []
  const keep = <T extends AsyncDisposable>(thing: T): T => {
    things.unshift(thing)
    return thing
  }
  try {
    const world = keep(await createWorld({ registry, env: headersEnvironment() }))
    const { run, flags = [] } = threat
    const outcome = await (run === undefined
      ? scan({ world }, specsOf(threat), flags)
      : run({ engine, world, keep }, flags))
    await look(outcome)
  } finally {
    for (const thing of things) await thing[Symbol.asyncDispose]()
  }
}

/** So many at a time; the rest waits for its turn. */
export function turns(atOnce: number): <T>(work: () => Promise<T>) => Promise<T> {
  let free = atOnce
  const waiting: (() => void)[] = []
  return async (work) => {
    if (free > 0) free -= 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) free += 1
      else next()
    }
  }
}
