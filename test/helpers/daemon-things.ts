import { Readable } from 'node:stream'
import type { Daemon } from '../../src/sandbox/docker/daemon.ts'
import { run } from './run.ts'
import { packTarball } from './tar.ts'

/** Labels of ours whose owner is a process that has ended. */
export async function labelsOfTheDead(role: 'box' | 'base' | 'kit'): Promise<Record<string, string>> {
  const labels = new URL('../../dist/sandbox/docker/labels.js', import.meta.url)
  const code = `import { ownLabels } from ${JSON.stringify(labels.href)}; console.log(JSON.stringify(ownLabels('${role}')))`
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code], { cwd: '/', env: {} })
  return JSON.parse(stdout) as Record<string, string>
}

/** An image with one small file and these labels. */
export async function importTinyImage(
  { docker }: Daemon,
  name: string,
  labels: Readonly<Record<string, string>>,
): Promise<void> {
  const [repo, tag] = name.split(':')
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${JSON.stringify(value)}`)
  const stream = await docker.importImage(Readable.from([packTarball({ file: name })]), {
    repo,
    tag,
    changes: `LABEL ${pairs.join(' ')}`,
  })
  await new Promise((resolve, reject) =>
    docker.modem.followProgress(stream, (error) => (error ? reject(error) : resolve(null))),
  )
}
